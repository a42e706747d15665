//! The layers of each tool, built once from what holds for it. What a policy doesn't ask for is not there. The order is the gate's
//! decision: the deadline spans all attempts, the breaker and the widths see every attempt, a cached answer costs no width.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::call::Next;
use super::policy::{Explanation, Policies, PolicyError, Reason, Resolved, Shared};
use super::retry::Budget;
use super::slots::Slots;
use super::width::Line;
use super::{
    BreakerState, Layers, ToolState, attempt, authorise, batch, breaker, cache, deadline, hedge, order, retry,
    single_flight, timeout, validate, width,
};
use crate::catalog::{Catalog, Tool};
use crate::trace::Trace;

/// Every tool's stack: the part of the gate that all runs share.
pub(crate) struct Stacks {
    catalog: Arc<Catalog>,
    policies: Policies,
    shared: Shared,
    /// By the tools' places in the catalog.
    tools: Vec<Gated>,
    warnings: Vec<String>,
}

/// One tool with the layers before it.
struct Gated {
    tool: Arc<Tool>,
    resolved: Resolved,
    stack: Next,
    layers: Vec<Reason>,
    line: Arc<Line>,
    width: width::Width,
    breaker: Option<breaker::Breaker>,
}

/// What is wider than a tool.
struct Bulkheads {
    providers: HashMap<String, Arc<Slots>>,
    runtime: Option<Arc<Slots>>,
}

impl Stacks {
    /// # Errors
    /// The first thing that is wrong with the policies.
    pub(crate) fn build(
        catalog: Arc<Catalog>,
        policies: Policies,
        layers: &Layers,
        seed: u64,
    ) -> Result<Self, PolicyError> {
        let mut warnings = policies.check(&catalog)?;
        warnings.extend(layers.check(&catalog));
        let all = catalog.by_index();
        let resolved = all.iter().map(|tool| policies.resolve(tool.full_name(), tool.definition()));
        let resolved = resolved.collect::<Result<Vec<_>, _>>()?;
        let named: Vec<_> = all.iter().zip(&resolved).map(|(tool, resolved)| (tool.full_name(), resolved)).collect();
        let shared = policies.shared(&named)?;
        let slots = |width: u32| Arc::new(Slots::new(width as usize));
        let providers = all
            .iter()
            .zip(&resolved)
            .filter_map(|(tool, resolved)| Some((tool.provider_name().to_owned(), slots(resolved.provider_width?))))
            .collect();
        let bulkheads = Bulkheads { providers, runtime: shared.runtime_width.map(slots) };
        let mut tools = Vec::with_capacity(all.len());
        for (tool, resolved) in all.into_iter().zip(resolved) {
            let many = batch_tool(&catalog, &policies, &tool, &resolved)?;
            let seed = seed.wrapping_add(tool.index() as u64);
            tools.push(Gated::new(tool, resolved, many, layers, &bulkheads, seed));
        }
        Ok(Self { catalog, policies, shared, tools, warnings })
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    pub(crate) fn warnings(&self) -> &[String] {
        &self.warnings
    }

    pub(super) fn stack(&self, tool: usize) -> &Next {
        &self.tools[tool].stack
    }

    pub(super) fn is_read_only(&self, tool: &Tool) -> bool {
        self.tools[tool.index()].resolved.read_only
    }

    pub(crate) fn explain(&self, tool: &Tool) -> Explanation {
        let gated = &self.tools[tool.index()];
        let layers = gated.layers.clone();
        self.policies.explain(tool.full_name(), tool.definition(), &gated.resolved, self.shared, layers)
    }

    #[cfg(test)]
    pub(super) fn taken(&self) -> usize {
        self.tools.iter().map(|gated| gated.width.taken()).sum()
    }

    /// Of the tools with a breaker those that a run has called.
    pub(crate) fn breakers(&self, trace: &Trace) -> BTreeMap<String, BreakerState> {
        let with_breaker =
            self.tools.iter().filter_map(|gated| Some((gated.tool.full_name(), gated.breaker.as_ref()?)));
        with_breaker
            .filter(|(tool, _)| trace.own_calls().any(|call| call.tool == *tool))
            .map(|(tool, breaker)| (tool.to_owned(), breaker.present()))
            .collect()
    }

    pub(crate) fn states(&self) -> Vec<ToolState> {
        let state = |gated: &Gated| ToolState {
            tool: gated.tool.full_name().to_owned(),
            in_flight: gated.line.in_flight(),
            waiting: gated.line.waiting(),
            width: gated.width.present(),
            breaker: gated.breaker.as_ref().map(breaker::Breaker::present),
        };
        self.tools.iter().map(state).collect()
    }
}

/// The tool that a policy wants a tool's calls to be batched by.
fn batch_tool(
    catalog: &Catalog,
    policies: &Policies,
    tool: &Tool,
    resolved: &Resolved,
) -> Result<Option<Arc<Tool>>, PolicyError> {
    let Some(batch) = &resolved.batch else { return Ok(None) };
    if resolved.is_own_batch(tool.full_name()) {
        return Ok(None);
    }
    let name = format!("{}.{}", tool.provider_name(), batch.tool);
    match catalog.get(&name) {
        Ok(many) => Ok(Some(Arc::clone(many))),
        Err(_) => {
            let (hint, _) = catalog.nearest(&name);
            let message =
                format!("calls of {} are to be batched by {name}, which does not exist: {hint}", tool.full_name());
            Err(policies.error(resolved, "batch", message))
        }
    }
}

impl Gated {
    fn new(
        tool: Arc<Tool>,
        resolved: Resolved,
        many: Option<Arc<Tool>>,
        user: &Layers,
        bulkheads: &Bulkheads,
        seed: u64,
    ) -> Self {
        let policy = &resolved;
        let index = tool.index();
        let line = Arc::new(Line::new(policy.queue));
        let repeats = policy.safe_to_repeat && policy.retries > 0 && policy.retry_budget > 0.0;
        let hedges = policy.hedge.filter(|_| policy.hedges());
        let budget = Arc::new(Budget::new(policy.retry_budget));
        let mut layers = Vec::new();
        let mut say = |layer: &'static str, does: String| layers.push(Reason { layer, does });

        // From the provider outwards.
        let mut next = Next::own(attempt::Attempt::new(Arc::clone(&tool)));
        say("attempt", "calls the provider; checks the result against the output schema".to_owned());
        if let Some(limit) = policy.attempt_timeout {
            next = Next::own(timeout::AttemptTimeout::new(limit, next));
            say("timeout", format!("one attempt: {}", humantime::format_duration(limit)));
        }
        let provider = bulkheads.providers.get(tool.provider_name()).cloned();
        let width = width::Width::new(index, policy, provider, bulkheads.runtime.clone(), Arc::clone(&line), next);
        next = Next::own(width.clone());
        say("width", described_width(policy, bulkheads));
        let mut present = None;
        if let Some(breaker) = policy.breaker {
            let layer = breaker::Breaker::new(breaker, next);
            present = Some(layer.clone());
            next = Next::own(layer);
            say("breaker", breaker.to_string());
        }
        if let Some(hedge) = hedges {
            next = Next::own(hedge::Hedge::new(hedge, Arc::clone(&budget), !repeats, next));
            say("hedge", format!("a second attempt after {}", described_delay(hedge)));
        }
        if repeats {
            next = Next::own(retry::Retry::new(policy.retries, policy.backoff, budget, seed, next));
            say("retry", format!("up to {} repeats, {} for each call", policy.retries, policy.retry_budget));
        }
        if let (Some(batch), Some(many)) = (&policy.batch, many) {
            say("batch", format!("calls of one turn go out as one of {}", many.full_name()));
            next = Next::own(batch::Batch::new(batch.clone(), Arc::clone(&tool), many, next));
        }
        if let Some(resource) = policy.serialize_by.clone().filter(|_| !policy.read_only) {
            say("order", format!("one after the other by {}", resource.0));
            next = Next::own(order::Order::new(index, resource, next));
        }
        if policy.single_flight && policy.read_only {
            next = Next::own(single_flight::SingleFlight::new(index, next));
            say("single flight", "identical calls of a run share one execution".to_owned());
        }
        if let Some(cache) = policy.cache.filter(|_| policy.shareable) {
            next = Next::own(cache::Cache::new(cache, next));
            say("cache", cache.to_string());
        }
        for layer in user.of(tool.full_name()) {
            next = layer(next);
            say("user", "a layer of the embedder's".to_owned());
        }
        next = Next::own(deadline::Deadline::new(policy.timeout, next));
        let limit = policy.timeout.map(|(limit, _)| humantime::format_duration(limit).to_string());
        say("deadline", limit.unwrap_or_else(|| "the script's own, and the run's".to_owned()));
        next = Next::own(validate::Validate::new(Arc::clone(&tool), next));
        say("validate", "the arguments against the input schema".to_owned());
        if !policy.allow {
            next = Next::own(authorise::Authorise);
            layers.clear();
            layers.push(Reason { layer: "authorise", does: "denies every call".to_owned() });
        }
        layers.reverse();
        Self { tool, resolved, stack: next, layers, line, width, breaker: present }
    }
}

fn described_width(policy: &Resolved, bulkheads: &Bulkheads) -> String {
    let mut parts = Vec::new();
    if let Some(width) = policy.width {
        parts.push(format!("{width} of the tool"));
    }
    if let Some(rate) = policy.rate {
        parts.push(format!("a rate of {rate}"));
    }
    if let Some(width) = policy.provider_width {
        parts.push(format!("{width} of the provider"));
    }
    parts.push("the run's `calls_in_flight`".to_owned());
    if let Some(runtime) = &bulkheads.runtime {
        parts.push(format!("{} of the runtime", runtime.number()));
    }
    format!("{}; at most {} wait", parts.join(", "), policy.queue)
}

fn described_delay(hedge: super::policy::Hedge) -> String {
    match hedge {
        super::policy::Hedge::After(delay) => humantime::format_duration(delay).to_string(),
        super::policy::Hedge::P95 => "the 95th percentile of its latency".to_owned(),
    }
}
