//! Parses HTML piece by piece and looks, after each, how deep it has become: a parser that is deep in elements looks through all
//! of them at every tag, and whatever goes through the tree later needs a frame of the stack for each. It converts nothing.

use std::rc::Rc;

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Node, NodeData, RcDom};

use crate::{Error, MAX_DEPTH};

/// How much is parsed before the depth is looked at, in bytes.
const PIECE: usize = 32 << 10;

/// The document as a tree of at most [`MAX_DEPTH`] levels.
pub(crate) fn parse(html: &str) -> Result<Rc<Node>, Error> {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..Default::default() };
    let mut parser = parse_document(RcDom::default(), ParseOpts { tree_builder, ..Default::default() });
    let mut rest = html;
    while rest.len() > PIECE {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
        parser.process(StrTendril::from(piece));
        check(&parser.tokenizer.sink.sink.document)?;
        rest = after;
    }
    parser.process(StrTendril::from(rest));
    let document = parser.finish().document;
    check(&document)?;
    Ok(document)
}

fn check(document: &Rc<Node>) -> Result<(), Error> {
    let mut nodes = vec![(document.clone(), 0)];
    while let Some((node, depth)) = nodes.pop() {
        if depth > MAX_DEPTH {
            return Err(Error::TooDeep { allowed: MAX_DEPTH });
        }
        nodes.extend(node.children.borrow().iter().map(|child| (child.clone(), depth + 1)));
        if let NodeData::Element { template_contents, .. } = &node.data {
            nodes.extend(template_contents.borrow().iter().map(|contents| (contents.clone(), depth + 1)));
        }
    }
    Ok(())
}
