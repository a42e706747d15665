//! HTML to Markdown, for a reader that pays by the token: structure, text, links and tables stay; scripts, styles and frames go.
//! What it takes of memory and stack has a bound. It fetches nothing and runs nothing.
//!
//! ```
//! use html_markdown::{Options, convert};
//!
//! let html = "<html><title>x</title><h1>Report</h1><p>All is <b>well</b>, see <a href='/a'>here</a>.</p></html>";
//! assert_eq!(convert(html, &Options::default()).unwrap(), "# Report\n\nAll is **well**, see [here](/a).");
//! ```

mod handlers;
mod tree;

use std::fmt;

use htmd::HtmlToMarkdown;
use htmd::options::{BulletListMarker, HrStyle};

/// The most HTML that is converted unless [`Options::max_bytes`] says less, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// The deepest that elements may stand within each other. Browsers end at 512; pages that people wrote stay below 100.
pub const MAX_DEPTH: usize = 256;
/// The most cells of one table, empty ones that make its rows equally long included.
pub const MAX_CELLS: usize = 100_000;

/// What leaves the result, and where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether links keep their addresses; without, their text stays. Default: true.
    pub links: bool,
    /// Whether images stay as `![alt](address)`; without, their alternative text stays. Default: true.
    pub images: bool,
    /// The most HTML, in bytes; never more than [`MAX_BYTES`], which is the default.
    pub max_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { links: true, images: true, max_bytes: MAX_BYTES }
    }
}

/// A bound that the HTML passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// It has more bytes than are allowed.
    TooLarge {
        /// The bound, in bytes.
        allowed: usize,
        /// What there is, in bytes.
        actual: usize,
    },
    /// Elements stand deeper within each other than is allowed.
    TooDeep {
        /// The bound, in elements.
        allowed: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::TooLarge { allowed, actual } => {
                write!(f, "the HTML has {actual} bytes, and {allowed} are allowed: pass a part of it")
            }
            Error::TooDeep { allowed } => {
                write!(f, "the HTML has more than {allowed} elements within each other: pass a part of it")
            }
        }
    }
}

impl std::error::Error for Error {}

/// Converts a document or a part of one. What is no HTML is text, so no input is wrong but one that is too much.
///
/// # Errors
/// The HTML passes a bound.
pub fn convert(html: &str, options: &Options) -> Result<String, Error> {
    let allowed = options.max_bytes.min(MAX_BYTES);
    if html.len() > allowed {
        return Err(Error::TooLarge { allowed, actual: html.len() });
    }
    let tree = tree::parse(html)?;
    Ok(converter(options).tree_to_markdown(&tree))
}

fn converter(options: &Options) -> HtmlToMarkdown {
    let style = htmd::options::Options {
        hr_style: HrStyle::Dashes,
        bullet_list_marker: BulletListMarker::Dash,
        // One space: whatever more there is costs tokens and says nothing.
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        ..Default::default()
    };
    let mut builder = HtmlToMarkdown::builder().options(style).scripting_enabled(false);
    builder = builder.skip_tags(vec!["head", "script", "style", "iframe", "object", "embed", "svg", "template"]);
    builder = builder.add_handler(vec!["table"], handlers::table);
    if !options.links {
        builder = builder.add_handler(vec!["a"], handlers::text_of_link);
    }
    if !options.images {
        builder = builder.add_handler(vec!["img"], handlers::text_of_image);
    }
    builder.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, markdown: &str) {
        assert_eq!(convert(html, &Options::default()).as_deref(), Ok(markdown), "{html}");
    }

    #[test]
    fn structure_stays_and_programs_go() {
        check("<h2>Two</h2><ul><li>a<li>b<ul><li>c</ul></ul>", "## Two\n\n- a\n- b\n  - c");
        check("<ol start=3><li>a<li>b</ol>", "3. a\n4. b");
        check("<style>p{}</style><script>let a = 1;</script><p>text<iframe src=x></iframe>", "text");
        check("<head><title>T</title></head><body>body", "body");
        check(
            "<pre><code class='language-rust'>fn a() {\n    b()\n}</code></pre>",
            "```rust\nfn a() {\n    b()\n}\n```",
        );
        check("<noscript>without</noscript>", "without");
        check("a &lt; b &amp; *c*", "a < b & \\*c\\*");
        check("", "");
        check("no markup", "no markup");
        check("<blockquote>said<hr></blockquote>", "> said\n> \n> - - -");
    }

    #[test]
    fn tables_are_not_padded() {
        check(
            "<table><tr><th>Name<th>A long header</tr><tr><td>x|y<td><a href=u>1</a></tr><tr><td>only</tr></table>",
            "| Name | A long header |\n| --- | --- |\n| x\\|y | [1](u) |\n| only |  |",
        );
        check(
            "<table><caption>C</caption><thead><tr><th>A</thead><tbody><tr><td>1<br>2</tbody></table>",
            "C\n\n| A |\n| --- |\n| 1 2 |",
        );
        // Without a header the first row is one, since Markdown has no other tables.
        check("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "| a | b |\n| --- | --- |\n| c | d |");
        // A table that only holds the page together is no table.
        check("<table><tr><td><table><tr><td>a<td>b</table></td></tr></table>", "| a | b |\n| --- | --- |");
        check("<table></table>x", "x");
    }

    #[test]
    fn links_and_images_can_be_left_out() {
        let html =
            "<p>See <a href='https://a.example/'>this <b>page</b></a> <img src=x.png alt='a cat'><img src=y.png></p>";
        check(html, "See [this **page**](https://a.example/) ![a cat](x.png)![](y.png)");
        let text = convert(html, &Options { links: false, images: false, ..Options::default() });
        assert_eq!(text.as_deref(), Ok("See this **page** a cat"));
    }

    #[test]
    fn every_bound_is_an_error_of_its_own() {
        let options = Options { max_bytes: 3, ..Options::default() };
        assert_eq!(convert("abc", &options).as_deref(), Ok("abc"));
        assert_eq!(convert("abcd", &options), Err(Error::TooLarge { allowed: 3, actual: 4 }));
        let deep = |levels: usize| format!("{}x", "<div>".repeat(levels));
        check(&deep(MAX_DEPTH - 10), "x");
        for html in [
            deep(100_000),
            deep(MAX_DEPTH + 1),
            "<b><div>".repeat(3000),
            "<template>".repeat(3000),
            format!("<table>{}", "<div>".repeat(3000)),
        ] {
            assert_eq!(convert(&html, &Options::default()), Err(Error::TooDeep { allowed: MAX_DEPTH }), "{:.40}", html);
        }
        assert!(Error::TooDeep { allowed: 3 }.to_string().contains("more than 3 elements"));
    }

    #[test]
    fn a_table_that_would_grow_is_written_as_its_rows() {
        let wide = format!("<tr>{}", "<td>x".repeat(2000));
        let html = format!("<table>{wide}{}</table>", "<tr><td>y".repeat(2000));
        let markdown = convert(&html, &Options::default()).expect("within bounds");
        assert!(markdown.len() < 2 * html.len(), "{} bytes", markdown.len());
        assert!(markdown.contains('y'));
    }
}
