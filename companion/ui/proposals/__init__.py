"""Better words for the promise: proposed by the rep, answered by marketing."""
