//! Tables of configurations and of what is said about them.

use std::fs;
use std::time::Duration;

use serde_json::json;

use super::*;
use crate::provider::{Access, HttpGrant, SimulatedTool};

/// A folder with `plugin.wasm`, `src/`, `orders.json` and `broken.json`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plugin.wasm"), b"").unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("orders.json"), br#"[{"id":1}]"#).unwrap();
    fs::write(folder.path().join("broken.json"), b"{\n\"id\": }").unwrap();
    folder
}

/// Parses `text`; it must fail at `at` with a message that holds all of `parts`.
#[track_caller]
fn refused(text: &str, at: (u32, u32), parts: &[&str]) {
    let folder = folder();
    let error = Config::parse(text, folder.path(), "toolgate.toml").unwrap_err();
    assert_eq!(error.at, Some(at), "{error}");
    assert!(error.to_string().starts_with(&format!("toolgate.toml:{}:{}: ", at.0, at.1)), "{error}");
    for part in parts {
        assert!(error.message.contains(part), "no {part:?} in: {error}");
    }
}

fn tool(line: &str) -> String {
    format!("[providers.shop]\nkind = \"simulated\"\n[[providers.shop.tools]]\nname = \"orders\"\n{line}\n")
}

#[test]
fn a_whole_file() {
    let folder = folder();
    let text = r#"
        [providers.files]
        kind = "component"
        path = "plugin.wasm"
        dirs = [{ host = "src", guest = "/src" }, { host = ".", guest = "/out", access = "read-write" }]

        [providers.shop]
        kind = "simulated"
        [[providers.shop.tools]]
        name = "orders"
        title = "Orders"
        description = "All orders"
        latency = "300ms"
        jitter = "50ms"
        error_rate = 0.1
        error_message = "the shop is closed"
        retryable = true
        seed = 7
        returns = [{ id = 1, total = 12.5, at = 2024-05-01 }]
        input_schema = { type = "object", required = [] }
        annotations = { read_only = true, open_world = false }
        [[providers.shop.tools]]
        name = "from-file"
        returns_file = "orders.json"
        [[providers.shop.tools]]
        name = "say"
        echo = true

        [providers.a]
        kind = "component"
        path = "plugin.wasm"
        hosts = ["https://*.example.com", { host = "127.0.0.1:8080", methods = ["*"], private = true }]
        tls_roots = "orders.json"
        settings = { page = 20, base = "https://shop.example" }

        [limits]
        wall_time = "1m 30s"
        memory = "128MiB"
        calls = 10
        calls_in_flight = 1
        tool_result = 1_000
        result_tokens = 500
        log = "1KiB"
        result = "1MB"
        source = "10KiB"
        component = "2MiB"
    "#;
    let config = Config::parse(text, folder.path(), "toolgate.toml").unwrap();
    let names: Vec<_> = config.providers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["files", "shop", "a"]);
    let grant =
        |host: &str, guest: &str, access| DirGrant { host: folder.path().join(host), guest: guest.into(), access };
    let dirs = vec![grant("src", "/src", Access::Read), grant(".", "/out", Access::ReadWrite)];
    let mut plugin = PluginConfig::new(folder.path().join("plugin.wasm"));
    plugin.dirs = dirs;
    assert_eq!(config.providers[0].1, ProviderConfig::Component(plugin));
    let mut plugin = PluginConfig::new(folder.path().join("plugin.wasm"));
    plugin.hosts = vec![
        "https://*.example.com".parse().unwrap(),
        "127.0.0.1:8080".parse::<HttpGrant>().unwrap().any_method().private(true),
    ];
    plugin.tls_roots = Some(folder.path().join("orders.json"));
    plugin.settings = json!({ "page": 20, "base": "https://shop.example" }).as_object().unwrap().clone();
    assert_eq!(config.providers[2].1, ProviderConfig::Component(plugin));
    let ProviderConfig::Simulated(tools) = &config.providers[1].1 else { panic!() };
    let annotations = crate::catalog::ToolAnnotations {
        read_only_hint: Some(true),
        open_world_hint: Some(false),
        ..Default::default()
    };
    let orders = SimulatedTool::new("orders")
        .title("Orders")
        .description("All orders")
        .latency(Duration::from_millis(300))
        .jitter(Duration::from_millis(50))
        .error_rate(0.1)
        .error_message("the shop is closed")
        .retryable(true)
        .seed(7)
        .returns(json!([{ "id": 1, "total": 12.5, "at": "2024-05-01" }]))
        .input_schema(json!({ "type": "object", "required": [] }))
        .annotations(annotations);
    assert_eq!(tools[0], orders);
    assert_eq!(tools[1], SimulatedTool::new("from-file").returns(json!([{ "id": 1 }])));
    assert_eq!(tools[2], SimulatedTool::new("say").echo());
    let limits = &config.limits;
    assert_eq!((limits.wall_time, limits.memory, limits.calls), (Duration::from_secs(90), 128 << 20, 10));
    assert_eq!((limits.calls_in_flight, limits.tool_result, limits.result_tokens), (1, 1_000, 500));
    assert_eq!((limits.log, limits.result, limits.source), (1 << 10, 1_000_000, 10 << 10));
    assert_eq!(limits.component, 2 << 20);
}

#[test]
fn an_empty_file_is_the_defaults() {
    assert_eq!(Config::parse("", Path::new(""), "toolgate.toml").unwrap(), Config::default());
}

#[test]
fn unknown_keys() {
    refused(
        "[limits]\nwall_tme = \"3s\"",
        (2, 1),
        &["unknown key `wall_tme` in `limits`", "did you mean `wall_time`?", "`calls`"],
    );
    refused("[provider.x]\n", (1, 2), &["did you mean `providers`?", "the file"]);
    refused(&tool("lattency = \"3s\"\necho = true"), (5, 1), &["`providers.shop.tools[0]`", "`latency`"]);
    refused(&tool("echo = true\nannotations = { readonly = true }"), (6, 17), &["did you mean `read_only`?"]);
    refused("[providers.x]\nkind = \"componnt\"", (2, 1), &["can't be \"componnt\"", "`component`", "`simulated`"]);
    refused(
        "[providers.x]\nkind = \"component\"\npath = \"plugin.wasm\"\nxyzzy = 1",
        (4, 1),
        &["allowed are `kind`, `path`, `dirs`"],
    );
}

#[test]
fn wrong_values() {
    refused("limits = 3", (1, 1), &["`limits` must be a table, but is the number 3"]);
    refused("[limits]\nwall_time = 30", (2, 1), &["a duration with a unit", "the number 30"]);
    refused("[limits]\nwall_time = \"30 parsecs\"", (2, 1), &["a duration with a unit", "30 parsecs"]);
    refused("[limits]\nwall_time = \"0s\"", (2, 1), &["longer than nothing"]);
    refused("[limits]\nwall_time = \"900000years\"", (2, 1), &["at most"]);
    refused("[limits]\nmemory = \"64 parsecs\"", (2, 1), &["a size, such as \"64MiB\""]);
    refused("[limits]\nmemory = \"5GiB\"", (2, 1), &["at most \"4GiB\""]);
    refused("[limits]\ncalls = -1", (2, 1), &["0 or more", "-1"]);
    refused("[limits]\ncalls = true", (2, 1), &["whole number", "true"]);
    refused("[limits]\ncalls_in_flight = 0", (2, 1), &["1 or more"]);
    refused("[limits]\nresult_tokens = 3", (2, 1), &["64 or more"]);
    refused(&tool("echo = true\nerror_rate = 1.5"), (6, 1), &["from 0 to 1", "1.5"]);
    refused(&tool("echo = true\nlatency = [1]"), (6, 1), &["an array"]);
    refused(&tool("echo = true\ninput_schema = \"object\""), (6, 1), &["must be a table"]);
    refused(&tool("returns = { big = inf }"), (5, 19), &["infinite"]);
    refused("[providers]\nshop = 1", (2, 1), &["must be a table"]);
    refused(
        "[providers.shop]\nkind = \"simulated\"\ntools = [1]",
        (3, 10),
        &["`providers.shop.tools[0]` must be a table"],
    );
}

#[test]
fn what_is_missing() {
    refused("[providers.x]\npath = \"a\"", (1, 12), &["has no `kind`", "simulated"]);
    refused("[providers.x]\nkind = \"component\"", (1, 12), &["`providers.x` has no `path`"]);
    refused("[providers.x]\nkind = \"component\"\npath = \"no.wasm\"", (3, 1), &["no.wasm, which does not exist"]);
    refused("[providers.x]\nkind = \"component\"\npath = \"src\"", (3, 1), &["is a directory"]);
    let dirs = |dir: &str| format!("[providers.x]\nkind = \"component\"\npath = \"plugin.wasm\"\ndirs = [{dir}]");
    refused(&dirs("{ host = \"none\", guest = \"/\" }"), (4, 11), &["none, which does not exist"]);
    refused(&dirs("{ host = \"plugin.wasm\", guest = \"/\" }"), (4, 11), &["is not a directory"]);
    refused(&dirs("{ host = \"src\" }"), (4, 9), &["has no `guest`"]);
    refused(&dirs("{ host = \"src\", guest = \"../x\" }"), (4, 25), &["absolute path"]);
    refused(&dirs("{ host = \"src\", guest = \"/\", access = \"write\" }"), (4, 38), &["`read-write`"]);
    refused(
        &dirs("{ host = \"src\", guest = \"/\" }, { host = \".\", guest = \"/\" }"),
        (1, 12),
        &["grants `/` twice"],
    );
    refused(&tool("returns_file = \"none.json\""), (5, 1), &["none.json, which does not exist"]);
    refused(&tool("returns_file = \"broken.json\""), (5, 1), &["broken.json, which is not JSON", "line 2"]);
    refused(&tool(""), (3, 1), &["does not say what it answers", "returns_file"]);
    refused(&tool("echo = true\nreturns = 1"), (5, 1), &["one answer too many"]);
    refused(&tool("echo = false"), (5, 1), &["can only be true"]);
    refused("[providers.x]\nkind = \"simulated\"", (1, 12), &["has no tools"]);
    refused("[providers.x]\nkind = \"simulated\"\n[[providers.x.tools]]\necho = true", (3, 1), &["has no `name`"]);
}

#[test]
fn names() {
    refused("[providers.my-shop]\n", (1, 12), &["can't be named `my-shop`", "such as `my_shop`"]);
    refused("[providers.1st]\n", (1, 12), &["such as `_1st`"]);
    refused("[providers.\"\"]\n", (1, 12), &["1 to 64"]);
    let text = tool("echo = true\n[[providers.shop.tools]]\nname = \"orders\"\necho = true");
    refused(&text, (6, 1), &["`providers.shop.tools[1]` is a second tool named `orders`"]);
    let text = tool("echo = true").replace("\"orders\"", "\"or ders\"");
    refused(&text, (4, 1), &["can't be \"or ders\""]);
}

#[test]
fn what_is_not_toml() {
    refused("[limits]\ncalls = \nlog = 1", (2, 9), &["a value is missing"]);
    refused("[limits]\ncalls =", (2, 8), &["a value is missing"]);
    refused("[limits]\ncalls = x", (2, 9), &["quoted"]);
    refused("é = ä", (1, 1), &[]);
    refused("a = 1\na = 2", (2, 1), &["duplicate"]);
}

#[test]
fn a_file_that_can_not_be_read() {
    let folder = folder();
    let error = Config::load(folder.path().join("none.toml")).unwrap_err();
    assert!(error.to_string().ends_with("none.toml: does not exist"), "{error}");
    fs::write(folder.path().join("latin.toml"), b"\n# \xe9").unwrap();
    let error = Config::load(folder.path().join("latin.toml")).unwrap_err();
    assert!(error.to_string().contains("line 2 is not UTF-8"), "{error}");
}

/// One key of a policy, on the second line.
fn policy(line: &str) -> String {
    format!("[policy.\"shop.*\"]\n{line}\n")
}

#[test]
fn policies_by_glob() {
    use crate::gate::{Backoff, Batch, Breaker, Cache, Hedge, Policy, Rate, Resource, Width};
    let seconds = Duration::from_secs;
    let read = |line: &str| {
        let text = policy(line);
        Config::parse(&text, Path::new(""), "toolgate.toml").unwrap_or_else(|error| panic!("{error}")).policies
    };
    let rate = |calls| Rate::new(calls, seconds(1));
    let p = Policy::new;
    for (line, expected) in [
        ("allow = false", p().allow(false)),
        ("timeout = \"10s\"", p().timeout(seconds(10))),
        ("timeout = false", p().timeout(None)),
        ("attempt_timeout = \"2s\"", p().attempt_timeout(seconds(2))),
        ("retries = 0\nretry_budget = 1", p().retries(0).retry_budget(1.0)),
        ("backoff = \"50ms\"", p().backoff(Backoff { start: Duration::from_millis(50), max: seconds(5) })),
        ("backoff = \"8s\"", p().backoff(Backoff { start: seconds(8), max: seconds(8) })),
        ("backoff = { start = \"1s\", max = \"9s\" }", p().backoff(Backoff { start: seconds(1), max: seconds(9) })),
        ("safe_to_repeat = true", p().safe_to_repeat(true)),
        ("width = 4", p().width(4)),
        ("width = false", p().width(None)),
        ("width = \"adaptive\"", p().width(Width::adaptive())),
        ("width = { schedule = \"adaptive\", min = 20 }", p().width(Width::Adaptive { start: 20, min: 20, max: 256 })),
        (
            "width = { start = 16, end = 2, schedule = \"descending\" }",
            p().width(Width::Schedule { start: 16, end: 2, over: 100 }),
        ),
        (
            "width = { start = 1, end = 9, schedule = \"ascending\", over = 20 }",
            p().width(Width::Schedule { start: 1, end: 9, over: 20 }),
        ),
        ("width = { start = 3, schedule = \"constant\" }", p().width(Width::Schedule { start: 3, end: 3, over: 100 })),
        ("provider_width = 8", p().provider_width(8)),
        ("rate = \"50/s\"", p().rate(rate(50))),
        ("rate = \"3/m\"", p().rate(Rate::new(3, seconds(60)))),
        ("rate = \"3/10s\"", p().rate(Rate::new(3, seconds(10)))),
        ("rate = { calls = \"50/s\", burst = 5 }", p().rate(rate(50).burst(5))),
        ("queue = 0", p().queue(0)),
        ("single_flight = false", p().single_flight(false)),
        ("cache = \"60s\"", p().cache(seconds(60))),
        (
            "cache = { ttl = \"1m\", entries = 5, bytes = \"1KiB\" }",
            p().cache(Cache::new(seconds(60)).entries(5).bytes(1024)),
        ),
        ("hedge = true", p().hedge(Hedge::P95)),
        ("hedge = \"200ms\"", p().hedge(Hedge::After(Duration::from_millis(200)))),
        ("breaker = true", p().breaker(Breaker::default())),
        (
            "breaker = { failure_rate = 0.5, window = 20, open = \"5s\", slow = \"1s\", slow_rate = 1, probes = 1 }",
            p().breaker(Breaker::default().slow(seconds(1)).slow_rate(1.0).probes(1)),
        ),
        ("serialize_by = true", p().serialize_by(Resource::Tool)),
        ("serialize_by = \"/id\"", p().serialize_by(Resource::Pointer("/id".to_owned()))),
        (
            "batch = { tool = \"many\", item = \"/id\", arguments = \"/ids\", key = \"/id\", results = \"/all\", max = 9 }",
            p().batch(Batch::new("many", "/ids").item("/id").key("/id").results("/all").max(9)),
        ),
    ] {
        assert!(read(line).is_like(&Policies::new().with("shop.*", expected)), "{line}");
    }
}

#[test]
fn policies_that_cannot_be() {
    let line = |line: &str, part: &str| refused(&policy(line), (2, 1), &[part]);
    line("timout = \"1s\"", "did you mean `timeout`");
    line("timeout = \"0s\"", "must be longer than nothing");
    line("timeout = 10", "a duration with a unit");
    line("timeout = \"100000000000000y\"", "`policy.shop.*.timeout` must be at most \"30days\"");
    line("timeout = \"99999999999999999999999s\"", "must be at most \"30days\"");
    line("timeout = \"-5s\"", "must be longer than nothing, but is the string \"-5s\"");
    line("rate = 5", "must be a rate such as \"50/s\", or a table");
    line("cache = true", "must be a duration such as \"60s\", a table, or false");
    line("breaker = 0.5", "must be true, false or a table");
    line("serialize_by = 5", "must be true, false or a JSON Pointer");
    line("width = \"4\"", "must be a number without quotes, or \"adaptive\"");
    line("rate = \"99999999999/s\"", "it can be at most 1000000 calls");
    line("width = { schedule = \"adaptive\", min = 9, max = 2 }", "`min` of 9, more than its `max` of 2");
    line("timeout = \"31days\"", "at most \"30days\"");
    line("retries = -1", "a whole number of 0 or more, but is the number -1");
    line("retries = 1000", "at most 100");
    line("retry_budget = 11", "a number from 0 to 10");
    line("retry_budget = nan", "a number from 0 to 10");
    line("width = 0", "a whole number of 1 or more, but is the number 0");
    line("width = -4", "a whole number of 1 or more, but is the number -4");
    line("width = 5_000_000_000", "at most 4294967295");
    line("width = 2_000_000", "at most 1000000");
    line("width = \"adaptiv\"", "did you mean `adaptive`");
    line("width = true", "a whole number of 1 or more");
    line("rate = \"50\"", "must be a rate, such as \"50/s\"");
    line("rate = \"0/s\"", "has a rate of 0");
    line("rate = \"-1/s\"", "must be a rate");
    line("rate = \"1000000/10ns\"", "more than clocks can tell apart");
    line("queue = -1", "a whole number of 0 or more");
    line("serialize_by = \"id\"", "must be a JSON Pointer, such as \"/id\"");
    line("hedge = 3", "a duration with a unit");
    line("allow = 1", "true or false");
    line("batch = true", "must be a table");
    line("batch = { tool = \"many\" }", "has no `arguments`");
    line("backoff = { start = \"2s\", max = \"1s\" }", "beyond its `max`");
    refused(
        &policy("width = { start = 2, end = 16, schedule = \"descending\" }"),
        (2, 32),
        &["is \"descending\", but goes from 2 to 16"],
    );
    refused(&policy("breaker = { failure_rat = 1 }"), (2, 13), &["did you mean `failure_rate`"]);
    refused(&policy("breaker = { failure_rate = 1.5 }"), (2, 13), &["a number from 0 to 1"]);
    line("breaker = { window = 5000 }", "at most 1024");
    refused("[policy.shop.orders]\nretries = 1\n", (1, 14), &["write [policy.\"shop.orders\"]"]);
    refused("[policy.shop]\nretries = 1\n", (1, 9), &["write \"shop.*\" for all tools of a provider"]);
    refused("[policy.\"a b\"]\n", (1, 9), &["a policy can't be for \"a b\""]);
    refused("policy = 1\n", (1, 1), &["must be a table"]);
}
