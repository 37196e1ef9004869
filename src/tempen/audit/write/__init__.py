"""What an audit found, as a text, as data, as a copy of the document, and as Word comments."""
