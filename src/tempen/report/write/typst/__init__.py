"""The PDF writer's parts: a document as Typst source, in which every text is a string literal."""
