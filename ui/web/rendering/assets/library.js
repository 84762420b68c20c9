// The document page's own behaviour. It holds no words of a document or a reader.
(document.querySelector(".lib-box") ?? document.querySelector(".lib-text mark"))?.scrollIntoView({ block: "center" });
