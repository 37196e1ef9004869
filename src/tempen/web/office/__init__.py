"""For those who run the fieldwork: contacts, mail, the overview, closing the wave."""
