//! Tools that are Rust functions of the host: an async closure with types, whose schemas come from the types.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Call, CallError, CallErrorKind, CallFuture, CallResult, Provider};
use crate::catalog::{ToolAnnotations, ToolDefinition};
use crate::json::Json;

type Handler = Arc<dyn Fn(Call) -> CallFuture + Send + Sync>;

/// A provider of Rust functions.
///
/// ```
/// use schemars::JsonSchema;
/// use serde::Deserialize;
/// use toolgate::provider::{CallError, Native, NativeTool};
///
/// /// What to add.
/// #[derive(Deserialize, JsonSchema)]
/// struct Add { a: f64, b: f64 }
///
/// let maths = Native::new()
///     .tool(NativeTool::new("add", |add: Add| async move { Ok::<_, CallError>(add.a + add.b) }).read_only());
/// # drop(maths);
/// ```
#[derive(Default)]
pub struct Native {
    definitions: Vec<ToolDefinition>,
    handlers: HashMap<String, Handler>,
}

impl Native {
    /// A provider without tools.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a tool.
    #[must_use]
    pub fn tool(mut self, tool: NativeTool) -> Self {
        self.handlers.insert(tool.definition.name.clone(), tool.handler);
        self.definitions.push(tool.definition);
        self
    }
}

impl Provider for Native {
    fn tools(&self) -> &[ToolDefinition] {
        &self.definitions
    }

    fn call(&self, call: Call) -> CallFuture {
        match self.handlers.get(&*call.tool) {
            Some(handler) => handler(call),
            None => Box::pin(async move {
                Err(CallError::new(CallErrorKind::UnknownTool, format!("there is no {}", call.tool)))
            }),
        }
    }
}

/// One Rust function as a tool.
pub struct NativeTool {
    definition: ToolDefinition,
    handler: Handler,
}

impl NativeTool {
    /// A tool of that name. The argument's and the result's types give the schemas; the argument's doc comment is the
    /// description until [`description`](Self::description) says otherwise.
    pub fn new<A, R, E, F, Fut>(name: impl Into<String>, function: F) -> Self
    where
        A: DeserializeOwned + JsonSchema,
        R: Serialize + JsonSchema,
        E: Into<CallError>,
        F: Fn(A) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<R, E>> + Send + 'static,
    {
        let input_schema = schema_of::<A>();
        let description = input_schema.get("description").and_then(Value::as_str).map(str::to_owned);
        let definition = ToolDefinition {
            description,
            input_schema,
            output_schema: Some(schema_of::<R>()),
            ..ToolDefinition::new(name)
        };
        let handler: Handler = Arc::new(move |call| match call.arguments.to::<A>() {
            Ok(arguments) => {
                let result = function(arguments);
                Box::pin(async move { to_json(&result.await.map_err(Into::into)?) })
            }
            Err(error) => {
                let message = format!("the arguments of {} don't fit its type: {error}", call.tool);
                Box::pin(std::future::ready(Err(CallError::new(CallErrorKind::InvalidArguments, message))))
            }
        });
        Self { definition, handler }
    }

    /// A tool that takes and returns JSON as it is, for adapters.
    pub fn raw<F, Fut>(definition: ToolDefinition, function: F) -> Self
    where
        F: Fn(Call) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = CallResult> + Send + 'static,
    {
        Self { definition, handler: Arc::new(move |call| Box::pin(function(call))) }
    }

    /// What it does, for the model.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.definition.description = Some(text.into());
        self
    }

    /// What it says of its own behaviour.
    #[must_use]
    pub fn annotations(mut self, annotations: ToolAnnotations) -> Self {
        self.definition.annotations = annotations;
        self
    }

    /// It does not modify its environment.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.definition.annotations.read_only_hint = Some(true);
        self
    }
}

fn schema_of<T: JsonSchema>() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    schema.remove("$schema");
    schema.to_value()
}

fn to_json<R: Serialize>(result: &R) -> CallResult {
    Json::from_serialize(result)
        .map_err(|error| CallError::invalid_result(format!("the result has no JSON form: {error}")))
}
