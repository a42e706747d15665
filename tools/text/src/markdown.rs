//! `markdown`: HTML as Markdown. The conversion is `html-markdown`'s.

use html_markdown::{Error, Options, convert};
use toolgate_guest::{ToolFailure, tool};

use crate::failure::limit;

/// Converts HTML to Markdown: headings, lists, tables, links, code. Scripts, styles and frames are left out, so a page becomes what one reads of it.
#[tool(title = "HTML to Markdown", read_only, idempotent, open_world = false)]
pub(crate) async fn markdown(
    /// A page or a part of one; at most 4 MiB.
    html: String,
    /// Whether links keep their addresses; their text stays in any case.
    #[tool(default = true)]
    links: bool,
    /// Whether images stay as `![alt](address)`; their alternative text stays in any case.
    #[tool(default = true)]
    images: bool,
) -> Result<String, ToolFailure> {
    convert(&html, &Options { links, images, ..Options::default() }).map_err(|error| match error {
        Error::TooLarge { allowed, actual } => limit("html", allowed, actual, error.to_string()),
        Error::TooDeep { allowed } => limit("depth", allowed, allowed + 1, error.to_string()),
    })
}
