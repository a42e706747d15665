//! Which files are meant, and the way through directories to them: for plugins that look at many. Reads no file.

mod globs;
mod walk;

pub use globs::{Filter, Patterns};
pub use walk::Walked;
