"""Parts that several pages draw and that can be clicked: links, thumbs, exports, the drawer of conversations."""
