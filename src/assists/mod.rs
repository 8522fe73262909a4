//! Who helped me: the note of one occasion, and the banker's helper book made of them.
