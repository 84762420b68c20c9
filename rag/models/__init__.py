"""Every network behind one seam each: texts in, vectors, scores or sentences out; nothing here knows the index."""
