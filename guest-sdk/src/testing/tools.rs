//! Fakes of the tools that a script calls, for its native tests. They check no schema and know no limit.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;

use serde_json::{Value, json};

use crate::script::{Script, ScriptFailure, ScriptFailureKind};
use crate::tools::native::{Serve, serve};
use crate::tools::{Answering, Request, ToolError, ToolErrorKind};
use crate::{Annotations, FailureKind, Provider, ToolDefinition, ToolFailure, time};

type Fake = Rc<dyn Fn(Value) -> Pin<Box<dyn Future<Output = Result<Value, ToolFailure>>>>>;

/// Tools that answer a script's calls in a native test, under any executor. Cheap to clone; clones share what was called.
///
/// ```
/// use toolgate_guest::serde_json::{Value, json};
/// use toolgate_guest::testing::{Tools, block_on};
/// use toolgate_guest::tools::{self, ToolError};
/// use toolgate_guest::{ToolFailure, script};
///
/// #[script]
/// # pub
/// async fn largest(customer: u32) -> Result<Option<u32>, ToolError> {
///     let orders: Vec<u32> = tools::call("shop.orders", &json!({ "customer": customer })).await?;
///     Ok(orders.into_iter().max())
/// }
///
/// let shop = Tools::new().tool("shop.orders", |arguments| match arguments["customer"].as_u64() {
///     Some(1) => Ok(json!([12, 40, 7])),
///     _ => Err(ToolFailure::failed("there is no such customer")),
/// });
///
/// // The function itself; in a `#[tokio::test]` it is `shop.run(largest(1)).await`.
/// assert_eq!(block_on(shop.run(largest(1))), Ok(Some(40)));
///
/// // The script as its host runs it, JSON in and JSON out.
/// assert_eq!(block_on(shop.run_script::<largest>(json!(1))), Ok(json!(40)));
/// let failure = block_on(shop.run_script::<largest>(json!(2))).unwrap_err();
/// assert_eq!(failure.to_string(), "ToolError: shop.orders: failed: there is no such customer");
/// assert_eq!(failure.data, Some(json!({ "tool": "shop.orders", "kind": "failed", "data": null, "retryable": false })));
///
/// assert_eq!(shop.calls().len(), 3);
/// assert_eq!(shop.calls()[2].arguments, json!({ "customer": 2 }));
/// ```
#[derive(Clone, Default)]
pub struct Tools(Rc<Inner>);

#[derive(Default)]
struct Inner {
    tools: RefCell<Vec<(ToolDefinition, Fake)>>,
    called: Rc<RefCell<Vec<Called>>>,
}

/// A call that a script made.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Called {
    /// `PROVIDER.NAME`.
    pub tool: String,
    /// What it was called with.
    pub arguments: Value,
    /// Whether the script dropped it before it ended.
    pub cancelled: bool,
}

impl Tools {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a tool that answers at once. `name` is `PROVIDER.NAME`.
    #[must_use]
    pub fn tool(self, name: impl Into<String>, answer: impl Fn(Value) -> Result<Value, ToolFailure> + 'static) -> Self {
        self.async_tool(name, move |arguments| std::future::ready(answer(arguments)))
    }

    /// Adds a tool that takes its time: by [`time::sleep`](crate::time::sleep), or whatever the test's executor has.
    #[must_use]
    pub fn async_tool<F>(self, name: impl Into<String>, answer: impl Fn(Value) -> F + 'static) -> Self
    where
        F: Future<Output = Result<Value, ToolFailure>> + 'static,
    {
        let definition = ToolDefinition {
            name: name.into(),
            title: None,
            description: None,
            input_schema: json!({ "type": "object" }),
            output_schema: None,
            annotations: Annotations::default(),
            timeout_ms: None,
        };
        self.add(definition, Rc::new(move |arguments| Box::pin(answer(arguments))))
    }

    /// Adds the tools of a plugin, which run natively: `PROVIDER.NAME` of each.
    #[must_use]
    pub fn plugin<P: Provider>(mut self, provider: &str) -> Self {
        for mut definition in P::definitions() {
            let name = std::mem::take(&mut definition.name);
            definition.name = format!("{provider}.{name}");
            let answer = move |arguments: Value| -> Pin<Box<dyn Future<Output = _>>> {
                let name = name.clone();
                Box::pin(async move { result(&P::call(&name, &arguments.to_string()).await?) })
            };
            self = self.add(definition, Rc::new(answer));
        }
        self
    }

    fn add(self, definition: ToolDefinition, fake: Fake) -> Self {
        self.0.tools.borrow_mut().push((definition, fake));
        self
    }

    /// Runs a future whose calls these tools answer: the script's function, say.
    pub async fn run<F: Future>(&self, script: F) -> F::Output {
        let mut script = pin!(script);
        poll_fn(|context| {
            // While it is polled, and no longer: the executor's other tasks may have tools of their own.
            let _serving = serve(self.0.clone());
            script.as_mut().poll(context)
        })
        .await
    }

    /// Runs a script as its host does, from an input to a result. What waits for nothing waits here for ever: only the sandbox
    /// tells such a script that it is stuck.
    ///
    /// # Errors
    ///
    /// What the host would be told.
    pub async fn run_script<S: Script>(&self, input: Value) -> Result<Value, ScriptFailure> {
        let text = self.run(S::run(&input.to_string())).await?;
        serde_json::from_str(&text)
            .map_err(|error| ScriptFailure::new(ScriptFailureKind::Result, "ResultError", error.to_string()))
    }

    /// The calls so far, in the order in which they were made.
    #[must_use]
    pub fn calls(&self) -> Vec<Called> {
        self.0.called.borrow().clone()
    }
}

fn result(text: &str) -> Result<Value, ToolFailure> {
    serde_json::from_str(text).map_err(|error| ToolFailure::new(FailureKind::InvalidResult, error.to_string()))
}

impl Serve for Inner {
    fn answer(&self, request: Request) -> Answering {
        let Request { tool, arguments, timeout } = request;
        let arguments: Value = serde_json::from_str(&arguments).unwrap_or_default();
        let under_way = self.begin(&tool, &arguments);
        let fake = self.tools.borrow().iter().find(|(known, _)| known.name == tool).map(|(_, fake)| Rc::clone(fake));
        let answer = match fake {
            Some(fake) => fake(arguments),
            None => {
                under_way.end();
                return Box::pin(std::future::ready(Err(self.unknown(&tool))));
            }
        };
        Box::pin(async move {
            let answer = match timeout {
                None => answer.await,
                Some(timeout) => time::timeout(timeout, answer).await.unwrap_or_else(|elapsed| late(&elapsed)),
            };
            under_way.end();
            answer.map(|value| value.to_string()).map_err(|failure| tool_error(tool, failure))
        })
    }

    fn search(&self, query: &str, limit: u32) -> Vec<ToolDefinition> {
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let tools = self.tools.borrow();
        let fits = |tool: &ToolDefinition| {
            let text = format!("{} {}", tool.name, tool.description.as_deref().unwrap_or_default()).to_lowercase();
            words.iter().any(|word| text.contains(word))
        };
        let found = tools.iter().map(|(tool, _)| tool).filter(|tool| fits(tool));
        found.take(limit as usize).cloned().collect()
    }

    fn describe(&self, tool: &str) -> Result<ToolDefinition, ToolError> {
        let tools = self.tools.borrow();
        let found = tools.iter().map(|(known, _)| known).find(|known| known.name == tool);
        found.cloned().ok_or_else(|| self.unknown(tool))
    }
}

/// A call that has not ended: one that is dropped before is cancelled.
struct UnderWay {
    called: Rc<RefCell<Vec<Called>>>,
    index: usize,
    ended: bool,
}

impl UnderWay {
    fn end(mut self) {
        self.ended = true;
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.called.borrow_mut()[self.index].cancelled = !self.ended;
    }
}

impl Inner {
    fn begin(&self, tool: &str, arguments: &Value) -> UnderWay {
        let mut called = self.called.borrow_mut();
        called.push(Called { tool: tool.to_owned(), arguments: arguments.clone(), cancelled: false });
        UnderWay { called: Rc::clone(&self.called), index: called.len() - 1, ended: false }
    }

    fn unknown(&self, tool: &str) -> ToolError {
        let names: Vec<String> = self.tools.borrow().iter().map(|(tool, _)| tool.name.clone()).collect();
        let message = format!("there is no tool {tool}: the test has {}", names.join(", "));
        ToolError::new(tool, ToolErrorKind::UnknownTool, message)
    }
}

fn late(elapsed: &time::Elapsed) -> Result<Value, ToolFailure> {
    Err(ToolFailure::timed_out(elapsed.to_string()))
}

fn tool_error(tool: String, failure: ToolFailure) -> ToolError {
    let ToolFailure { kind, message, data, retryable } = failure;
    let kind = match kind {
        FailureKind::UnknownTool => ToolErrorKind::UnknownTool,
        FailureKind::InvalidArguments => ToolErrorKind::InvalidArguments,
        FailureKind::Denied => ToolErrorKind::Denied,
        FailureKind::TimedOut => ToolErrorKind::TimedOut,
        FailureKind::Unavailable => ToolErrorKind::Unavailable,
        FailureKind::LimitExceeded => ToolErrorKind::LimitExceeded,
        FailureKind::InvalidResult => ToolErrorKind::InvalidResult,
        FailureKind::Failed => ToolErrorKind::Failed,
    };
    ToolError { tool: tool.into(), kind, message, data, retryable }
}
