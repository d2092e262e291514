//! Programs that use the attributes: those that compile, and those that are told why not.
