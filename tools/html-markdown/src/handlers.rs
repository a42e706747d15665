//! Elements that are written otherwise than htmd does it: tables without the spaces that make their columns straight, links and
//! images as their text. Each returns what stands in the place of one element.

use std::rc::Rc;

use htmd::Element;
use htmd::element_handler::{HandlerResult, Handlers};
use markup5ever_rcdom::{Node, NodeData};

use crate::MAX_CELLS;

pub(crate) fn text_of_link(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    Some(handlers.walk_children(element.node))
}

pub(crate) fn text_of_image(_: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let alternative = element.attrs.iter().find(|attribute| &*attribute.name.local == "alt")?;
    Some(alternative.value.to_string().into())
}

/// A table that holds tables is the page's layout: its contents stay, it goes.
pub(crate) fn table(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let mut table = Table::default();
    if !holds_table(element.node) {
        table.read(handlers, element.node);
    }
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    if columns == 0 || columns.saturating_mul(table.rows.len()) > MAX_CELLS {
        return Some(plain(handlers, element.node));
    }
    Some(table.markdown(columns).into())
}

fn plain(handlers: &dyn Handlers, table: &Rc<Node>) -> HandlerResult {
    format!("\n\n{}\n\n", handlers.walk_children(table).content.trim_matches('\n')).into()
}

fn tag(node: &Node) -> &str {
    match &node.data {
        NodeData::Element { name, .. } => &name.local,
        _ => "",
    }
}

fn holds_table(table: &Rc<Node>) -> bool {
    let mut nodes: Vec<Rc<Node>> = table.children.borrow().clone();
    while let Some(node) = nodes.pop() {
        if tag(&node) == "table" {
            return true;
        }
        nodes.extend(node.children.borrow().iter().cloned());
    }
    false
}

#[derive(Default)]
struct Table {
    captions: Vec<String>,
    /// The first one is the header.
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(&mut self, handlers: &dyn Handlers, parent: &Rc<Node>) {
        for node in parent.children.borrow().iter() {
            match tag(node) {
                "thead" | "tbody" | "tfoot" => self.read(handlers, node),
                "caption" => self.captions.extend(handlers.handle(node).map(|text| text.content)),
                "tr" => self.rows.push(cells(handlers, node)),
                _ => {}
            }
        }
    }

    fn markdown(&self, columns: usize) -> String {
        let mut markdown = String::from("\n\n");
        for caption in &self.captions {
            markdown.extend([caption.trim(), "\n\n"]);
        }
        for (at, row) in self.rows.iter().filter(|row| !row.is_empty()).enumerate() {
            for column in 0..columns {
                markdown.extend(["| ", row.get(column).map_or("", String::as_str), " "]);
            }
            markdown.push_str("|\n");
            if at == 0 {
                markdown.extend(std::iter::repeat_n("| --- ", columns));
                markdown.push_str("|\n");
            }
        }
        markdown.push('\n');
        markdown
    }
}

fn cells(handlers: &dyn Handlers, row: &Rc<Node>) -> Vec<String> {
    let row = row.children.borrow();
    let cells = row.iter().filter(|node| matches!(tag(node), "td" | "th"));
    cells.map(|cell| one_line(&handlers.walk_children(cell).content)).collect()
}

/// A cell is one line, and a bar would end it.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
