//! Flags and a configuration file to a runtime. The only place where plugins are read and directories named.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use bytesize::ByteSize;
use toolgate::config::{Config, DirGrant, PluginConfig, ProviderConfig, check_provider_name};
use toolgate::provider::{Access, ComponentSource, HttpGrant, Simulated};
use toolgate::trace::RunObserver;
use toolgate::{Compiling, EngineEvent, Json, Language, Limits, Runtime, RuntimeBuilder};

use crate::screen::Screen;

/// The configuration that is used where it is there and no other is named.
const DEFAULT_CONFIG: &str = "toolgate.toml";
/// The most bytes of a file that is read whole: an input, a script, a plugin.
const MAX_FILE_BYTES: u64 = 256 << 20;

/// Which tools there are, and what a run may use.
#[derive(clap::Args)]
pub(crate) struct Setup {
    /// Configuration file [default: ./toolgate.toml where there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Load a plugin as `tools.NAME` [default NAME: the file's]; takes the place of the configuration's of that name
    #[arg(long = "plugin", value_name = "[NAME=]FILE.wasm")]
    plugins: Vec<String>,
    /// Let a plugin read a directory, which it sees as GUEST
    #[arg(long = "dir", value_name = "PLUGIN=HOST::GUEST")]
    dirs: Vec<String>,
    /// Let a plugin read and write a directory
    #[arg(long = "dir-rw", value_name = "PLUGIN=HOST::GUEST")]
    dirs_rw: Vec<String>,
    /// Let a plugin reach a host by GET and HEAD: a name, *.NAME or an address, with SCHEME:// and :PORT where it matters
    #[arg(long = "http", value_name = "PLUGIN=HOST")]
    http: Vec<String>,
    /// Let a plugin reach a host by every method
    #[arg(long = "http-rw", value_name = "PLUGIN=HOST")]
    http_rw: Vec<String>,
    /// Set what a plugin lets its operator set: JSON, or else a string
    #[arg(long = "set", value_name = "PLUGIN.KEY=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    limits: LimitFlags,
}

#[derive(clap::Args)]
#[command(next_help_heading = "Limits (over those of the configuration)")]
struct LimitFlags {
    /// Time from start to result, waiting for tools included [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    wall_time: Option<Duration>,
    /// Memory of the script, at most 4GiB [default: 64MiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_memory)]
    memory: Option<u64>,
    /// Calls in all [default: 1000]
    #[arg(long, value_name = "N")]
    calls: Option<u64>,
    /// Calls at the same time [default: 64]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    calls_in_flight: Option<u32>,
    /// Size of one tool's result [default: 16MiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    tool_result: Option<u64>,
    /// Size of the log [default: 256KiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    log: Option<u64>,
    /// Size of the script's result [default: 16MiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    result: Option<u64>,
    /// Tokens of the result that is printed; a longer one is summed up [default: 4000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(toolgate::output::MIN_RESULT_TOKENS..))]
    result_tokens: Option<u64>,
    /// Size of the script [default: 4MiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    source: Option<u64>,
    /// Size of a script that is a component [default: 64MiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    component: Option<u64>,
}

impl Setup {
    /// Builds the runtime that the flags and the configuration describe, with its limits; what takes long is said on the screen.
    ///
    /// # Errors
    /// Whatever is wrong with a flag, the configuration, a plugin or a directory.
    pub(crate) async fn build(&self, screen: &Screen) -> Result<(Runtime, Limits)> {
        self.build_observed(screen, Vec::new()).await
    }

    /// A runtime to compile scripts with, and the limits that the flags and the configuration say. It has their tools only where the
    /// script is bound to them.
    ///
    /// # Errors
    /// The configuration is wrong, or the sandbox can't be set up; with tools as [`build`](Self::build).
    pub(crate) async fn build_to_compile(&self, screen: &Screen, with_tools: bool) -> Result<Runtime> {
        let config = self.config()?;
        let limits = self.limits.over(config.limits);
        let screen = screen.clone();
        let mut builder = Runtime::builder().limits(limits).cache_dir(usable_cache_dir()).max_concurrent_runs(1);
        if with_tools {
            builder = self.with_providers(builder, config.providers)?;
        }
        // Of engines only: that a script is compiled is what was asked for.
        let observer = move |event: &EngineEvent| match event {
            EngineEvent::Compiling { what: Compiling::Script(_) }
            | EngineEvent::Compiled { what: Compiling::Script(_), .. } => {}
            event => screen.note(&engine_note(event)),
        };
        Ok(builder.on_engine(Arc::new(observer)).build().await?)
    }

    /// The same, with who sees each run that ends.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    pub(crate) async fn build_observed(
        &self,
        screen: &Screen,
        observers: Vec<RunObserver>,
    ) -> Result<(Runtime, Limits)> {
        let config = self.config()?;
        let limits = self.limits.over(config.limits);
        let screen = screen.clone();
        let mut builder = Runtime::builder()
            .limits(limits.clone())
            .cache_dir(usable_cache_dir())
            .policies(config.policies.clone())
            .on_engine(Arc::new(move |event| screen.note(&engine_note(event))));
        builder = observers.into_iter().fold(builder, RuntimeBuilder::on_end);
        let runtime = self.with_providers(builder, config.providers)?.build().await?;
        for warning in runtime.warnings() {
            crate::screen::Screen::default().note(&format!("warning: {warning}"));
        }
        Ok((runtime, limits))
    }

    fn with_providers(
        &self,
        mut builder: RuntimeBuilder,
        providers: Vec<(String, ProviderConfig)>,
    ) -> Result<RuntimeBuilder> {
        for (name, provider) in self.providers(providers)? {
            builder = match provider {
                ProviderConfig::Component(plugin) => builder.component(name, component(plugin)?),
                ProviderConfig::Simulated(tools) => builder.provider(name, tools.into_iter().collect::<Simulated>()),
                _ => bail!("the provider `{name}` is of a kind that this command line doesn't know"),
            };
        }
        Ok(builder)
    }

    /// Loads one plugin more, `[NAME=]FILE.wasm`, and gives the name under which its tools are.
    pub(crate) fn add_plugin(&mut self, plugin: String) -> Result<String> {
        let (name, _) = parse_plugin(&plugin)?;
        self.plugins.push(plugin);
        Ok(name)
    }

    /// The files that are read: the configuration, and the plugins of the flags.
    pub(crate) fn files(&self) -> impl Iterator<Item = PathBuf> {
        let config = self.config.clone().unwrap_or_else(|| DEFAULT_CONFIG.into());
        let plugins = self.plugins.iter().filter_map(|flag| Some(parse_plugin(flag).ok()?.1));
        [config].into_iter().chain(plugins)
    }

    fn config(&self) -> Result<Config> {
        match &self.config {
            Some(path) => Ok(Config::load(path)?),
            None if Path::new(DEFAULT_CONFIG).exists() => Ok(Config::load(DEFAULT_CONFIG)?),
            None => Ok(Config::default()),
        }
    }

    /// The configuration's providers, then the flags'.
    fn providers(&self, mut providers: Vec<(String, ProviderConfig)>) -> Result<Vec<(String, ProviderConfig)>> {
        for plugin in &self.plugins {
            let (name, path) = parse_plugin(plugin).with_context(|| format!("--plugin {plugin}"))?;
            let provider = ProviderConfig::Component(PluginConfig::new(path));
            match providers.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = provider,
                None => providers.push((name, provider)),
            }
        }
        let grants = self.dirs.iter().map(|grant| ("--dir", grant, Access::Read));
        for (flag, grant, access) in
            grants.chain(self.dirs_rw.iter().map(|grant| ("--dir-rw", grant, Access::ReadWrite)))
        {
            add_grant(&mut providers, grant, access).with_context(|| format!("{flag} {grant}"))?;
        }
        let hosts = self.http.iter().map(|grant| ("--http", grant, false));
        for (flag, grant, any_method) in hosts.chain(self.http_rw.iter().map(|grant| ("--http-rw", grant, true))) {
            add_host(&mut providers, grant, any_method).with_context(|| format!("{flag} {grant}"))?;
        }
        for setting in &self.set {
            add_setting(&mut providers, setting).with_context(|| format!("--set {setting}"))?;
        }
        Ok(providers)
    }
}

impl LimitFlags {
    fn over(&self, mut limits: Limits) -> Limits {
        let small = |size: u64| usize::try_from(size).unwrap_or(usize::MAX);
        limits.wall_time = self.wall_time.unwrap_or(limits.wall_time);
        limits.memory = self.memory.unwrap_or(limits.memory);
        limits.calls = self.calls.unwrap_or(limits.calls);
        limits.calls_in_flight = self.calls_in_flight.map_or(limits.calls_in_flight, |n| small(u64::from(n)));
        limits.tool_result = self.tool_result.unwrap_or(limits.tool_result);
        limits.log = self.log.map_or(limits.log, small);
        limits.result = self.result.unwrap_or(limits.result);
        limits.result_tokens = self.result_tokens.unwrap_or(limits.result_tokens);
        limits.source = self.source.map_or(limits.source, small);
        limits.component = self.component.map_or(limits.component, small);
        limits
    }
}

/// `NAME=FILE` or `FILE`, whose stem is then the name.
fn parse_plugin(plugin: &str) -> Result<(String, PathBuf)> {
    if let Some((name, path)) = plugin.split_once('=')
        && !name.contains(['/', '\\'])
    {
        check_provider_name(name).map_err(|message| anyhow!(message))?;
        return Ok((name.to_owned(), path.into()));
    }
    let path = PathBuf::from(plugin);
    let name = path.file_stem().map(|stem| stem.to_string_lossy().replace('-', "_")).unwrap_or_default();
    check_provider_name(&name).map_err(|message| anyhow!("{message}; write NAME=FILE to choose one"))?;
    Ok((name, path))
}

fn add_grant(providers: &mut [(String, ProviderConfig)], grant: &str, access: Access) -> Result<()> {
    const FORM: &str = "write PLUGIN=HOST::GUEST, such as files=src::/src";
    let (name, dirs) = grant.split_once('=').context(FORM)?;
    let (host, guest) = dirs.rsplit_once("::").context(FORM)?;
    if host.is_empty() || !guest.starts_with('/') {
        bail!("GUEST must be an absolute path: {FORM}");
    }
    plugin(providers, name)?.dirs.push(DirGrant { host: host.into(), guest: guest.to_owned(), access });
    Ok(())
}

fn add_host(providers: &mut [(String, ProviderConfig)], grant: &str, any_method: bool) -> Result<()> {
    let (name, host) = grant.split_once('=').context("write PLUGIN=HOST, such as http=api.example.com")?;
    let host: HttpGrant = host.parse().map_err(|message: String| anyhow!(message))?;
    plugin(providers, name)?.hosts.push(if any_method { host.any_method() } else { host });
    Ok(())
}

fn add_setting(providers: &mut [(String, ProviderConfig)], setting: &str) -> Result<()> {
    const FORM: &str = "write PLUGIN.KEY=VALUE, such as shop.page=20";
    let (place, value) = setting.split_once('=').context(FORM)?;
    let (name, key) = place.split_once('.').context(FORM)?;
    if key.is_empty() {
        bail!("{FORM}");
    }
    let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
    plugin(providers, name)?.settings.insert(key.to_owned(), value);
    Ok(())
}

/// The plugin of that name, to give it something.
fn plugin<'a>(providers: &'a mut [(String, ProviderConfig)], name: &str) -> Result<&'a mut PluginConfig> {
    let known: Vec<_> = providers.iter().map(|(name, _)| format!("`{name}`")).collect();
    match providers.iter_mut().find(|(provider, _)| provider == name) {
        Some((_, ProviderConfig::Component(plugin))) => Ok(plugin),
        Some(_) => bail!("`{name}` is not a plugin, so it can't be given anything"),
        None if known.is_empty() => bail!("there is no plugin `{name}`: load it with --plugin {name}=FILE.wasm"),
        None => bail!("there is no plugin `{name}`; there are {}", known.join(", ")),
    }
}

/// Reads a plugin and names its directories.
fn component(plugin: PluginConfig) -> Result<ComponentSource> {
    let path = &plugin.path;
    let bytes = read_file(path).with_context(|| format!("can't read the plugin {}", path.display()))?;
    let mut source = ComponentSource::from_bytes(bytes).named(path.display().to_string()).settings(plugin.settings);
    for DirGrant { host, guest, access } in plugin.dirs {
        source = source.dir(host, guest, access);
    }
    for host in plugin.hosts {
        source = source.http(host);
    }
    Ok(match plugin.tls_roots {
        Some(roots) => source.tls_roots(roots),
        None => source,
    })
}

/// What is said of an engine.
fn engine_note(event: &EngineEvent) -> String {
    match event {
        EngineEvent::Compiling { what } => {
            format!("compiling {} for this machine, once: it takes up to a few seconds", title(what))
        }
        EngineEvent::Compiled { what, took } => format!("compiled {} in {:.1} s", title(what), took.as_secs_f64()),
        _ => String::new(),
    }
}

fn title(what: &Compiling) -> String {
    match what {
        Compiling::Engine(Language::Python) => "the Python engine".to_owned(),
        Compiling::Engine(_) => "the JavaScript engine".to_owned(),
        Compiling::Script(name) => name.clone(),
        _ => "a component".to_owned(),
    }
}

/// The same where it can be made; without it everything is compiled each time, and that is said.
fn usable_cache_dir() -> Option<PathBuf> {
    let dir = cache_dir()?;
    match fs::create_dir_all(&dir) {
        Ok(()) => Some(dir),
        Err(error) => {
            let dir = dir.display();
            Screen::default().note(&format!(
                "warning: compiled code can't be kept in {dir}: {error}; name another folder by XDG_CACHE_HOME"
            ));
            None
        }
    }
}

/// Where compiled plugins are kept; `None` without a home directory, and they are then compiled each time.
pub(crate) fn cache_dir() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    etcetera::choose_base_strategy().ok().map(|user| user.cache_dir().join("toolgate"))
}

/// Reads a file, or standard input where the path is `-`.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    } else {
        if fs::metadata(path)?.is_dir() {
            bail!("it is a directory");
        }
        File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > MAX_FILE_BYTES {
        bail!("it has more than {}", ByteSize(MAX_FILE_BYTES));
    }
    Ok(bytes)
}

/// Reads a file of text, or standard input where the path is `-`.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    text(read_file(path)?)
}

/// The text that bytes are.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        anyhow!("line {} is not UTF-8", valid.iter().filter(|byte| **byte == b'\n').count() + 1)
    })
}

/// `JSON` or `@FILE`.
pub(crate) fn read_json(argument: &str) -> Result<Json> {
    let Some(path) = argument.strip_prefix('@') else {
        return Json::parse(argument).map_err(|error| anyhow!("it is not JSON: {error}; write JSON, or @FILE"));
    };
    let text = read_text(Path::new(path)).with_context(|| format!("can't read {path}"))?;
    Json::parse(text).map_err(|error| anyhow!("{path} is not JSON: {error}"))
}

pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    match toolgate::parse_duration(text) {
        Ok(duration) if duration.is_zero() => Err("it must be longer than nothing".to_owned()),
        Ok(duration) => Ok(duration),
        Err(wanted) => Err(format!("it must be {wanted}")),
    }
}

pub(crate) fn parse_size(text: &str) -> Result<u64, String> {
    text.parse::<ByteSize>()
        .map(|size| size.as_u64())
        .map_err(|_| "write a number and a unit, such as 64MiB".to_owned())
}

fn parse_memory(text: &str) -> Result<u64, String> {
    parse_size(text).and_then(|size| if size > 4 << 30 { Err("it can be at most 4GiB".to_owned()) } else { Ok(size) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plugins_are_named_by_their_file() {
        assert_eq!(
            parse_plugin("target/my-tools.wasm").unwrap(),
            ("my_tools".to_owned(), "target/my-tools.wasm".into())
        );
        assert_eq!(parse_plugin("x=a=b.wasm").unwrap(), ("x".to_owned(), "a=b.wasm".into()));
        assert_eq!(parse_plugin("dir=1/x.wasm").unwrap().0, "dir");
        assert_eq!(parse_plugin("dir/a=b/x.wasm").unwrap().0, "x");
        assert!(parse_plugin("1.wasm").unwrap_err().to_string().contains("NAME=FILE"));
        assert!(parse_plugin("a-b=x.wasm").is_err());
    }

    #[test]
    fn grants_belong_to_plugins() {
        let component = || ProviderConfig::Component(PluginConfig::new("f.wasm"));
        let mut providers =
            vec![("files".to_owned(), component()), ("shop".to_owned(), ProviderConfig::Simulated(Vec::new()))];
        add_grant(&mut providers, "files=C:\\x::y::/src", Access::Read).unwrap();
        let granted = DirGrant { host: "C:\\x::y".into(), guest: "/src".to_owned(), access: Access::Read };
        let mut expect = PluginConfig::new("f.wasm");
        expect.dirs.push(granted);
        assert_eq!(providers[0].1, ProviderConfig::Component(expect));
        for (grant, part) in [
            ("src::/src", "PLUGIN=HOST::GUEST"),
            ("files=src", "PLUGIN=HOST::GUEST"),
            ("files=src::src", "absolute"),
            ("shop=src::/src", "not a plugin"),
            ("fils=src::/src", "there are `files`, `shop`"),
        ] {
            let error = add_grant(&mut providers, grant, Access::Read).unwrap_err().to_string();
            assert!(error.contains(part), "{grant}: {error}");
        }
    }
}
