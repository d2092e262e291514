//! Rules without input and output: calls come in, what is to be done goes out as values. Sockets
//! and clocks are above.

pub(crate) mod directory;
