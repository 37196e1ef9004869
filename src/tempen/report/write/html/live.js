// Reload when the server that watches the study says that the page was made anew.
new EventSource("/events").addEventListener("message", () => location.reload());
