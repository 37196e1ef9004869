"""For those who answer: links, pages, answers."""
