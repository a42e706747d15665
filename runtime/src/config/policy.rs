//! The `[policy."GLOB"]` tables. Never knows which tools there are, nor how a policy is enforced.

use super::ConfigError;
use super::reader::{Field, Section};
use crate::gate::{
    Backoff, Batch, Breaker, Cache, Hedge, KEYS, KeyPlaces, MAX_RETRY_BUDGET, Policies, Policy, Rate, Resource, Width,
};

type Result<T> = std::result::Result<T, ConfigError>;

pub(super) fn read(root: &Section<'_>) -> Result<Policies> {
    let mut policies = Policies::new();
    let Some(section) = root.get("policy") else {
        return Ok(policies);
    };
    for field in section.section()?.entries() {
        let section = field.section()?;
        check_quoted(&field, &section)?;
        section.allow(&KEYS)?;
        let mut policy = Policy::new();
        for key in section.entries() {
            policy = set(policy, &key)?;
        }
        // What is wrong with a value is said where it stands.
        policy.check().map_err(|(key, problem)| section.get(key).as_ref().unwrap_or(&field).invalid(problem))?;
        let (file, keys) = section.places();
        let places = KeyPlaces { file, section: field.place(), keys };
        Policies::check_pattern(field.key()).map_err(|problem| field.error(problem))?;
        policies.add_read(field.key().to_owned(), policy, places);
    }
    Ok(policies)
}

/// `[policy.shop.orders]` is a table within a table, and not what was meant.
fn check_quoted(field: &Field<'_>, section: &Section<'_>) -> Result<()> {
    let nested = section.entries().into_iter().find(|entry| !KEYS.contains(&entry.key()) && entry.is_table());
    match nested {
        Some(inner) if !field.key().contains(['.', '*']) => {
            let name = format!("{}.{}", field.key(), inner.key());
            Err(inner.error(format!("a tool's name needs quotes here: write [policy.\"{name}\"]")))
        }
        _ => Ok(()),
    }
}

fn set(policy: Policy, field: &Field<'_>) -> Result<Policy> {
    Ok(match field.key() {
        "allow" => policy.allow(field.boolean()?),
        "timeout" => policy.timeout(optional(field, Field::duration)?),
        "attempt_timeout" => policy.attempt_timeout(optional(field, Field::duration)?),
        "safe_to_repeat" => policy.safe_to_repeat(field.boolean()?),
        "retries" => policy.retries(field.small(0)?),
        "retry_budget" => policy.retry_budget(field.number(MAX_RETRY_BUDGET)?),
        "backoff" => policy.backoff(backoff(field)?),
        "width" => policy.width(optional(field, width)?),
        "provider_width" => policy.provider_width(optional(field, |field| field.small(1))?),
        "runtime_width" => policy.runtime_width(optional(field, |field| field.small(1))?),
        "rate" => policy.rate(optional(field, rate)?),
        "queue" => policy.queue(field.small(0)?),
        "single_flight" => policy.single_flight(field.boolean()?),
        "cache" => policy.cache(optional(field, cache)?),
        "hedge" => policy.hedge(optional(field, hedge)?),
        "breaker" => policy.breaker(optional(field, breaker)?),
        "serialize_by" => policy.serialize_by(optional(field, resource)?),
        "batch" => policy.batch(optional(field, batch)?),
        _ => policy, // `allow` has refused it.
    })
}

/// `false` switches off what a less specific section asks for.
fn optional<'a, T>(field: &Field<'a>, read: impl FnOnce(&Field<'a>) -> Result<T>) -> Result<Option<T>> {
    if field.is_off() { Ok(None) } else { read(field).map(Some) }
}

fn or<'a, T>(section: &Section<'a>, key: &str, read: impl FnOnce(&Field<'a>) -> Result<T>, default: T) -> Result<T> {
    section.get(key).map_or(Ok(default), |field| read(&field))
}

/// A table, where nothing else of what it may be is there.
fn table<'a>(field: &Field<'a>, wanted: &str) -> Result<Section<'a>> {
    if field.is_table() { field.section() } else { Err(field.wrong_type(wanted)) }
}

/// `"100ms"`, or a table.
fn backoff(field: &Field<'_>) -> Result<Backoff> {
    let default = Backoff::default();
    if field.is_string() {
        let start = field.duration()?;
        return Ok(Backoff { start, max: default.max.max(start) });
    }
    let section = table(field, "a duration such as \"100ms\", or a table of `start` and `max`")?;
    section.allow(&["start", "max"])?;
    Ok(Backoff {
        start: or(&section, "start", Field::duration, default.start)?,
        max: or(&section, "max", Field::duration, default.max)?,
    })
}

/// `4`, `"adaptive"`, or a table.
fn width(field: &Field<'_>) -> Result<Width> {
    if field.is_string() {
        field.word(&["adaptive"]).map_err(|error| match field.string() {
            Ok(text) if text.trim().parse::<u32>().is_ok() => {
                field.wrong_type("a number without quotes, or \"adaptive\"")
            }
            _ => error,
        })?;
        return Ok(Width::adaptive());
    }
    if !field.is_table() {
        return Ok(Width::Constant(field.small(1)?));
    }
    let section = field.section()?;
    let schedule = section.require("schedule", "\"descending\"")?;
    let small = |field: &Field<'_>| field.small(1);
    match schedule.word(&["constant", "ascending", "descending", "adaptive"])? {
        "adaptive" => {
            section.allow(&["schedule", "start", "min", "max"])?;
            let (min, max) = (or(&section, "min", small, 1)?, or(&section, "max", small, 256)?);
            Ok(Width::Adaptive { start: or(&section, "start", small, 8.clamp(min, max.max(min)))?, min, max })
        }
        word => {
            section.allow(&["schedule", "start", "end", "over"])?;
            let start = section.require("start", "16")?.small(1)?;
            let end = section.get("end").map_or(Ok(start), |field| field.small(1))?;
            let fits = match word {
                "constant" => start == end,
                "ascending" => start < end,
                _ => start > end,
            };
            if !fits {
                return Err(schedule.invalid(format_args!("is {word:?}, but goes from {start} to {end}")));
            }
            Ok(Width::Schedule { start, end, over: or(&section, "over", small, Width::DEFAULT_OVER)? })
        }
    }
}

/// `"50/s"`, or a table.
fn rate(field: &Field<'_>) -> Result<Rate> {
    let parsed = |field: &Field<'_>| field.string()?.parse::<Rate>().map_err(|problem| field.invalid(problem));
    if field.is_string() {
        return parsed(field);
    }
    let section = table(field, "a rate such as \"50/s\", or a table of `calls` and `burst`")?;
    section.allow(&["calls", "burst"])?;
    let rate = parsed(&section.require("calls", "\"50/s\"")?)?;
    Ok(match section.get("burst") {
        Some(burst) => rate.burst(burst.small(1)?),
        None => rate,
    })
}

/// `"60s"`, or a table.
fn cache(field: &Field<'_>) -> Result<Cache> {
    if field.is_string() {
        return Ok(Cache::new(field.duration()?));
    }
    let section = table(field, "a duration such as \"60s\", a table, or false")?;
    section.allow(&["ttl", "entries", "bytes"])?;
    let mut cache = Cache::new(section.require("ttl", "\"60s\"")?.duration()?);
    if let Some(field) = section.get("entries") {
        cache = cache.entries(field.small(1)?);
    }
    Ok(match section.get("bytes") {
        Some(field) => cache.bytes(field.size()?),
        None => cache,
    })
}

/// `true`, or how long to wait.
fn hedge(field: &Field<'_>) -> Result<Hedge> {
    if field.is_boolean() { Ok(Hedge::P95) } else { Ok(Hedge::After(field.duration()?)) }
}

/// `true`, or a table.
fn breaker(field: &Field<'_>) -> Result<Breaker> {
    let mut breaker = Breaker::default();
    if field.is_boolean() {
        return Ok(breaker);
    }
    let section = table(field, "true, false or a table")?;
    section.allow(&["failure_rate", "window", "open", "slow", "slow_rate", "probes"])?;
    for field in section.entries() {
        breaker = match field.key() {
            "failure_rate" => breaker.failure_rate(field.rate()?),
            "window" => breaker.window(field.small(1)?),
            "open" => breaker.open(field.duration()?),
            "slow" => breaker.slow(field.duration()?),
            "slow_rate" => breaker.slow_rate(field.rate()?),
            _ => breaker.probes(field.small(1)?),
        };
    }
    if let Some(rate) =
        section.entries().into_iter().find(|field| field.key() == "slow_rate").filter(|_| breaker.slow.is_none())
    {
        return Err(
            rate.error("`slow_rate` is the share of slow attempts, and there is no `slow` that says what is slow")
        );
    }
    Ok(breaker)
}

/// `true`, or a JSON Pointer.
fn resource(field: &Field<'_>) -> Result<Resource> {
    match (field.is_boolean(), field.is_string()) {
        (true, _) => Ok(Resource::Tool),
        (_, true) => Ok(Resource::Pointer(field.string()?.to_owned())),
        _ => Err(field.wrong_type("true, false or a JSON Pointer such as \"/order_id\"")),
    }
}

fn batch(field: &Field<'_>) -> Result<Batch> {
    let section = field.section()?;
    section.allow(&["tool", "item", "arguments", "results", "key", "max"])?;
    let tool = section.require("tool", "\"orders_many\"")?.string()?;
    let mut batch = Batch::new(tool, section.require("arguments", "\"/ids\"")?.string()?);
    for field in section.entries() {
        batch = match field.key() {
            "item" => batch.item(field.string()?),
            "results" => batch.results(field.string()?),
            "key" => batch.key(field.string()?),
            "max" => batch.max(field.small(1)?),
            _ => batch,
        };
    }
    Ok(batch)
}
