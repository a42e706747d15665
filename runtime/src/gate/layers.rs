//! Layers of the embedder's own: where they stand, and which tools they are for. Never knows what they do.

use std::sync::Arc;

use tower::{Layer, Service};

use super::call::{Next, ToolCall};
use super::policy::matches;
use crate::catalog::Catalog;
use crate::json::Json;
use crate::provider::CallError;

/// Puts a layer on a stack.
type Put = Arc<dyn Fn(Next) -> Next + Send + Sync>;

/// Layers by glob, in the order in which they were added.
#[derive(Clone, Default)]
pub(crate) struct Layers(Vec<(String, Put)>);

impl Layers {
    pub(crate) fn add<L>(&mut self, pattern: String, layer: L)
    where
        L: Layer<Next> + Send + Sync + 'static,
        L::Service: Service<ToolCall, Response = Json, Error = CallError> + Clone + Send + Sync + 'static,
        <L::Service as Service<ToolCall>>::Future: Send + 'static,
    {
        self.0.push((pattern, Arc::new(move |next| Next::foreign(layer.layer(next)))));
    }

    /// The layers of a tool, the innermost first: what was added first stands outermost.
    pub(super) fn of<'a>(&'a self, tool: &'a str) -> impl Iterator<Item = &'a Put> {
        self.0.iter().rev().filter(move |(pattern, _)| matches(pattern, tool)).map(|(_, layer)| layer)
    }

    /// What is odd but can be used.
    pub(super) fn check(&self, catalog: &Catalog) -> Vec<String> {
        let idle = self.0.iter().filter(|(pattern, _)| !catalog.tools().any(|(name, _)| matches(pattern, name)));
        idle.map(|(pattern, _)| format!("the layer for \"{pattern}\" matches none of the tools")).collect()
    }
}
