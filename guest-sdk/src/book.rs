//! From "hello" to "ship it", a chapter a module: [`hello`], [`arguments`], [`results`], [`annotations`], [`settings`], [`files`],
//! [`http`], [`logging`], [`tests`], [`ship`]. Every example runs as a test of this crate. There is no code in here.

#[doc = include_str!("../book/hello.md")]
pub mod hello {}

#[doc = include_str!("../book/arguments.md")]
pub mod arguments {}

#[doc = include_str!("../book/results.md")]
pub mod results {}

#[doc = include_str!("../book/annotations.md")]
pub mod annotations {}

#[doc = include_str!("../book/settings.md")]
pub mod settings {}

#[cfg_attr(feature = "fs", doc = include_str!("../book/files.md"))]
#[cfg_attr(not(feature = "fs"), doc = "Files in granted directories: this chapter comes with the feature `fs`.")]
pub mod files {}

#[cfg_attr(feature = "http", doc = include_str!("../book/http.md"))]
#[cfg_attr(not(feature = "http"), doc = "Hosts that were granted: this chapter comes with the feature `http`.")]
pub mod http {}

#[doc = include_str!("../book/logging.md")]
pub mod logging {}

#[doc = include_str!("../book/tests.md")]
pub mod tests {}

#[doc = include_str!("../book/ship.md")]
pub mod ship {}
