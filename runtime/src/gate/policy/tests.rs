//! Which section wins, and what is refused before any call is made.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::*;
use crate::catalog::{Catalog, ToolAnnotations, ToolDefinition};
use crate::gate::{Layers, Stacks};
use crate::json::Json;
use crate::provider::{Native, NativeTool, Provider};

fn native(names: &[&str]) -> Native {
    names.iter().fold(Native::new(), |native, name| {
        let mut definition = ToolDefinition::new(*name);
        let read_only = match *name {
            "pay" => Some(false),
            "orders" | "orders_many" => Some(true),
            _ => None,
        };
        definition.annotations = ToolAnnotations { read_only_hint: read_only, ..Default::default() };
        native.tool(NativeTool::raw(definition, |_| async { Ok(Json::null()) }))
    })
}

fn build(policies: &[(&str, Policy)]) -> Result<Stacks, PolicyError> {
    let mut catalog = Catalog::default();
    for (provider, names) in [("shop", &["orders", "orders_many", "pay", "list"][..]), ("bank", &["pay"])] {
        let provider_of: Arc<dyn Provider> = Arc::new(native(names));
        catalog.add(provider, &provider_of).unwrap();
    }
    let policies = policies.iter().fold(Policies::new(), |all, (pattern, policy)| all.with(*pattern, policy.clone()));
    Stacks::build(Arc::new(catalog), policies, &Layers::default(), 0)
}

fn key(stacks: &Stacks, tool: &str, key: &str) -> (String, String, String) {
    let explanation = stacks.explain(stacks.catalog().get(tool).unwrap());
    let key = explanation.keys.into_iter().find(|known| known.key == key).unwrap();
    (key.value, key.from, key.note.unwrap_or_default())
}

fn layers(stacks: &Stacks, tool: &str) -> Vec<&'static str> {
    stacks.explain(stacks.catalog().get(tool).unwrap()).layers.into_iter().map(|layer| layer.layer).collect()
}

#[test]
fn the_most_specific_section_wins_key_by_key() {
    let seconds = Duration::from_secs;
    let stacks = build(&[
        ("shop.orders", Policy::new().retries(1)),
        ("default", Policy::new().timeout(seconds(10)).retries(5).width(9)),
        ("shop.*", Policy::new().timeout(seconds(5)).width(None)),
        ("*", Policy::new().timeout(seconds(9)).queue(7)),
        ("shop.o*", Policy::new().timeout(seconds(4))),
    ])
    .unwrap();
    let value = |tool, name| key(&stacks, tool, name).0;
    assert_eq!([value("shop.orders", "timeout"), value("shop.orders", "retries")], ["\"4s\"", "1"]);
    assert_eq!([value("shop.pay", "timeout"), value("shop.pay", "width")], ["\"5s\"", "false"]);
    assert_eq!(
        [value("bank.pay", "timeout"), value("bank.pay", "width"), value("bank.pay", "queue")],
        ["\"9s\"", "9", "7"]
    );
    let (_, from, note) = key(&stacks, "shop.orders", "timeout");
    assert_eq!(from, "policy \"shop.o*\"");
    assert!(
        note.contains("more specific than \"10s\" of \"default\", \"5s\" of \"shop.*\", \"9s\" of \"*\""),
        "{note}"
    );
}

#[test]
fn what_nobody_decides_has_a_default_and_a_reason() {
    let stacks = build(&[]).unwrap();
    assert_eq!(key(&stacks, "shop.orders", "safe_to_repeat").1, "annotation readOnlyHint");
    assert_eq!(key(&stacks, "shop.pay", "safe_to_repeat").0, "false");
    assert!(key(&stacks, "shop.pay", "retries").2.contains("not applied"));
    assert_eq!(layers(&stacks, "shop.pay"), ["validate", "deadline", "width", "attempt"]);
    assert_eq!(layers(&stacks, "shop.orders"), ["validate", "deadline", "single flight", "retry", "width", "attempt"]);
}

#[test]
fn the_layers_stand_in_their_order() {
    let all = Policy::new()
        .timeout(Duration::from_secs(1))
        .attempt_timeout(Duration::from_secs(1))
        .safe_to_repeat(true)
        .cache(Duration::from_secs(1))
        .hedge(Hedge::P95)
        .breaker(Breaker::default())
        .serialize_by(Resource::Tool)
        .batch(Batch::new("orders_many", "/ids"));
    let stacks = build(&[("shop.*", all)]).unwrap();
    let expected =
        ["validate", "deadline", "cache", "order", "batch", "retry", "hedge", "breaker", "width", "timeout", "attempt"];
    assert_eq!(layers(&stacks, "shop.list"), expected);
    let expected =
        ["validate", "deadline", "cache", "single flight", "retry", "hedge", "breaker", "width", "timeout", "attempt"];
    assert_eq!(layers(&stacks, "shop.orders_many"), expected, "a batch tool is not batched by itself");
    let denied = build(&[("shop.*", Policy::new().allow(false)), ("shop.list", Policy::new().allow(true))]).unwrap();
    assert_eq!((layers(&denied, "shop.pay"), layers(&denied, "shop.list").len()), (vec!["authorise"], 4));
}

#[track_caller]
fn refused(policies: &[(&str, Policy)], part: &str) {
    let Err(error) = build(policies) else { panic!("built, but should say {part:?}") };
    assert!(error.message.contains(part), "no {part:?} in: {error}");
}

#[test]
fn what_contradicts_is_refused() {
    let p = Policy::new;
    refused(&[("shop.*s", p().retries(1)), ("shop.o*", p().retries(2))], "none of them is more specific");
    build(&[("shop.*s", p().retries(1)), ("shop.o*", p().retries(1).queue(4))]).unwrap();
    refused(&[("shop.*", p()), ("shop.*", p())], "two policies for \"shop.*\"");
    refused(&[("shop.pay", p().provider_width(3))], "share its `provider_width`");
    build(&[("shop.*", p().provider_width(3))]).unwrap();
    refused(&[("shop.*", p().runtime_width(3))], "in the policy `default`");
    refused(&[("shop.pay", p().cache(Duration::from_secs(1)))], "`cache` is only for read-only tools");
    refused(&[("shop.list", p().hedge(Hedge::P95))], "`hedge` is only for read-only tools");
    build(&[("shop.list", p().hedge(Hedge::P95).safe_to_repeat(true))]).unwrap();
    build(&[("shop.*", p().cache(Duration::from_secs(1)).hedge(Hedge::P95))]).unwrap();
    refused(&[("shop.list", p().batch(Batch::new("order_many", "/ids")))], "did you mean shop.orders_many");
    refused(&[("shop.list", p().batch(Batch::new("list", "/ids")))], "`batch` names shop.list itself");
}

#[test]
fn what_never_comes_is_refused_in_one_policy_and_told_of_two() {
    let (p, seconds) = (Policy::new, Duration::from_secs);
    let of = |policy: Policy| [("default", policy)];
    let long = p().attempt_timeout(seconds(20));
    refused(
        &of(long.clone().timeout(seconds(10))),
        "`policy.\"default\".attempt_timeout` is \"20s\", beyond the \"10s\"",
    );
    let hedge = p().hedge(Hedge::After(seconds(5)));
    refused(&of(hedge.clone().timeout(seconds(4))), "`timeout`");
    refused(&of(hedge.clone().attempt_timeout(seconds(3))), "`attempt_timeout`");
    build(&of(hedge.clone().attempt_timeout(seconds(5)).timeout(seconds(5)))).unwrap();
    build(&of(hedge.clone().attempt_timeout(seconds(6)).timeout(None))).unwrap();
    let note = |policies: &[(&str, Policy)], name| key(&build(policies).unwrap(), "shop.orders", name).2;
    let short = ("shop.orders", p().timeout(seconds(2)));
    let told = "without effect: the `timeout` of \"2s\" comes first";
    assert_eq!(note(&[("default", long), short.clone()], "attempt_timeout"), told);
    assert_eq!(note(&[("shop.*", hedge.clone()), short], "hedge"), told);
    assert_eq!(note(&[("shop.*", hedge), ("default", p().timeout(seconds(9)))], "hedge"), "");
    let batch = p().batch(Batch::new("orders_many", "/ids"));
    let stacks = build(&[("shop.o*", batch)]).unwrap();
    assert!(key(&stacks, "shop.orders_many", "batch").2.starts_with("not applied: it is the tool"));
    assert_eq!(key(&stacks, "shop.orders", "batch").2, "");
}

#[test]
fn names_are_checked() {
    let p = Policy::new;
    refused(&[("shop.order", p())], "does not exist: did you mean shop.orders");
    refused(&[("shop", p())], "write \"shop.*\"");
    refused(&[("shop orders", p())], "can't be for");
    refused(&[("", p())], "can't be for");
    let warnings = build(&[("ship.*", p())]).unwrap();
    assert_eq!(warnings.warnings(), ["the policy for \"ship.*\" matches none of the tools"]);
}

#[test]
fn values_are_checked() {
    let (p, zero, long) = (Policy::new, Duration::ZERO, Duration::MAX);
    let of = |policy: Policy| [("default", policy)];
    refused(&of(p().timeout(zero)), "`policy.\"default\".timeout` must be longer than nothing");
    refused(&of(p().attempt_timeout(long)), "at most");
    refused(&of(p().retries(101)), "at most 100");
    for budget in [-0.1, 10.1, f64::NAN, f64::INFINITY] {
        refused(&of(p().retry_budget(budget)), "from 0 to 10");
    }
    refused(&of(p().backoff(Backoff { start: long, max: long })), "at most");
    refused(
        &of(p().backoff(Backoff { start: Duration::from_secs(2), max: Duration::from_secs(1) })),
        "beyond its `max`",
    );
    for width in [
        Width::Constant(0),
        Width::Schedule { start: 0, end: 1, over: 1 },
        Width::Adaptive { start: 1, min: 0, max: 1 },
    ] {
        refused(&of(p().width(width)), "of 0");
    }
    refused(&of(p().width(2_000_000)), "at most 1000000");
    refused(&of(p().width(Width::Adaptive { start: 9, min: 1, max: 8 })), "not between");
    refused(&of(p().width(Width::Adaptive { start: 5, min: 9, max: 1 })), "`min` of 9, more than its `max` of 1");
    refused(&of(p().provider_width(0)), "of 0");
    refused(&of(p().rate(Rate::new(0, Duration::from_secs(1)))), "of 0");
    refused(&of(p().rate(Rate::new(1, zero))), "longer than nothing");
    refused(&of(p().rate(Rate::new(1_000_000, Duration::from_nanos(10)))), "more than clocks can tell apart");
    refused(&of(p().rate(Rate::new(1, Duration::from_secs(86_400)).burst(1_000_000))), "takes longer than");
    refused(&of(p().queue(u32::MAX)), "at most");
    refused(&of(p().cache(Cache::new(zero))), "longer than nothing");
    refused(&of(p().cache(Cache::new(Duration::from_secs(1)).entries(0))), "of 0");
    refused(&of(p().hedge(Hedge::After(long))), "at most");
    for breaker in [Breaker::default().failure_rate(0.0), Breaker::default().slow_rate(f64::NAN)] {
        refused(&of(p().breaker(breaker)), "more than 0");
    }
    refused(&of(p().breaker(Breaker::default().window(2_000))), "at most 1024");
    refused(&of(p().breaker(Breaker::default().open(long))), "at most");
    refused(&of(p().serialize_by(Resource::Pointer("id".to_owned()))), "such as \"/id\"");
    refused(&of(p().serialize_by(Resource::Pointer("/a~2".to_owned()))), "`~` must be written `~0`");
    refused(&of(p().cache(Cache::new(Duration::from_secs(1)).bytes(0))), "keeps 0 bytes");
    refused(&of(p().batch(Batch::new("many", "/ids").max(1))), "batches nothing");
    refused(&of(p().batch(Batch::new("many", ""))), "must name one argument");
    refused(&of(p().batch(Batch::new("many", "/a/b"))), "must name one argument");
}

#[test]
fn globs() {
    for (pattern, name, expected) in [
        ("*", "shop.orders", true),
        ("shop.*", "shop.orders", true),
        ("shop.*", "shops.orders", false),
        ("*.orders", "shop.orders", true),
        ("*rd*", "shop.orders", true),
        ("s*o*s", "shop.orders", true),
        ("s*o*x", "shop.orders", false),
        ("shop.orders*", "shop.orders", true),
        ("shop.orders", "shop.orders_many", false),
        ("a*a", "a", false),
        ("*ab*ab", "shop.ab", false),
    ] {
        assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
    }
}

#[test]
fn an_explanation_has_a_form_in_json() {
    let stacks = build(&[("shop.orders", Policy::new().retries(1))]).unwrap();
    let json = serde_json::to_value(stacks.explain(stacks.catalog().get("shop.orders").unwrap())).unwrap();
    assert_eq!(json["tool"], "shop.orders");
    assert_eq!(
        json["keys"][4],
        json!({ "key": "retries", "value": "1", "from": "policy \"shop.orders\"", "note": null })
    );
    assert_eq!(json["layers"][0]["layer"], "validate");
}
