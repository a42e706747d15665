//! The browser that tests look at pages with. Found, or on Debian installed by root; never a reason to skip a test.

use crate::checkout::Checkout;
use crate::guests::debian;
use anyhow::{Result, bail};
use std::env;

/// As `tests/harness/browser.rs` looks for it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Makes sure that there is one.
pub(crate) fn ensure(here: &Checkout) -> Result<()> {
    if is_there() {
        return Ok(());
    }
    if !debian::can_install() {
        bail!("the tests of pages need a browser: install chromium");
    }
    let log = here.log("browser");
    debian::update(&log)?;
    debian::install_packages(&["chromium".to_owned()], &log)?;
    if is_there() { Ok(()) } else { bail!("apt installed chromium, and there is none on PATH: see {}", log.display()) }
}

fn is_there() -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| NAMES.iter().any(|name| folder.join(name).is_file()))
}
