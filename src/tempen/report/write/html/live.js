// Reload when the server that made the page says that it was made anew.
new EventSource("reload").addEventListener("message", () => location.reload());
