//! What must not compile, with the words that the user then reads, and what must.
