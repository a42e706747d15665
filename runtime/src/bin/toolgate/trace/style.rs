//! What text looks like: colours and blocks on a terminal, plain ASCII anywhere else. What a trace says can't command a terminal.

use std::time::Duration;

use toolgate::trace::CallOutcome;

/// How wide text is where nobody says.
const WIDTH: usize = 100;

pub(super) struct Style {
    rich: bool,
    /// Columns.
    pub(super) width: usize,
}

#[derive(Clone, Copy)]
pub(super) enum Ink {
    Plain,
    Soft,
    Bold,
    Good,
    Bad,
    Critical,
}

impl Style {
    pub(super) fn of_stdout() -> Self {
        let columns = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
        Self { rich: super::is_rich(), width: columns.unwrap_or(WIDTH).clamp(40, 400) }
    }

    #[cfg(test)]
    pub(super) fn new(rich: bool, width: usize) -> Self {
        Self { rich, width }
    }

    pub(super) fn ink(&self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Plain => return text.to_owned(),
            Ink::Soft => "2",
            Ink::Bold => "1",
            Ink::Good => "32",
            Ink::Bad => "31",
            Ink::Critical => "33",
        };
        if self.rich && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// What a bar is drawn with.
    pub(super) fn fill(&self, outcome: CallOutcome) -> char {
        match (outcome, self.rich) {
            (CallOutcome::Done, true) => '█',
            (CallOutcome::Done, false) => '=',
            (CallOutcome::Error(_), true) => '▓',
            (CallOutcome::Error(_), false) => 'x',
            (_, true) => '▒',
            (_, false) => '~',
        }
    }

    /// A bar on the critical path is drawn with that, where colour doesn't tell.
    pub(super) fn critical_fill(&self, outcome: CallOutcome) -> char {
        if self.rich || outcome != CallOutcome::Done { self.fill(outcome) } else { '#' }
    }

    pub(super) fn waiting(&self) -> char {
        if self.rich { '░' } else { '.' }
    }

    pub(super) fn edge(&self) -> char {
        if self.rich { '│' } else { '|' }
    }

    /// The text in so many columns, cut where it is longer; without what a terminal would obey.
    pub(super) fn fit(&self, text: &str, columns: usize) -> String {
        let clean: Vec<char> = self.printable(text).chars().collect();
        if clean.len() <= columns {
            return clean.into_iter().chain(std::iter::repeat(' ')).take(columns).collect();
        }
        let kept: String = clean.into_iter().take(columns.saturating_sub(1)).collect();
        kept + if self.rich { "…" } else { "~" }
    }

    /// Controls become `?`, and so does everything but ASCII where the output is plain.
    pub(super) fn printable(&self, text: &str) -> String {
        let shown = |c: char| if c.is_control() || (!self.rich && !c.is_ascii()) { '?' } else { c };
        text.chars().map(shown).collect()
    }
}

/// With three digits: `812 us`, `30.1 ms`, `1.21 s`, `3 min 5 s`.
pub(super) fn time(duration: Duration) -> String {
    let digits = |value: f64| match value {
        v if v < 9.995 => format!("{v:.2}"),
        v if v < 99.95 => format!("{v:.1}"),
        v => format!("{v:.0}"),
    };
    let seconds = duration.as_secs_f64();
    if duration.is_zero() {
        "0".to_owned()
    } else if seconds < 999.5e-6 {
        format!("{} us", digits(seconds * 1e6))
    } else if seconds < 0.9995 {
        format!("{} ms", digits(seconds * 1e3))
    } else if seconds < 120.0 {
        format!("{} s", digits(seconds))
    } else {
        format!("{} min {} s", duration.as_secs() / 60, duration.as_secs() % 60)
    }
}

pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 9.95 { format!("{percent:.1} %") } else { format!("{percent:.0} %") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        let shown = |nanos| time(Duration::from_nanos(nanos));
        assert_eq!(shown(0), "0");
        assert_eq!(shown(1_234), "1.23 us");
        assert_eq!(shown(812_400), "812 us");
        assert_eq!(shown(999_600), "1.00 ms");
        assert_eq!(shown(30_140_000), "30.1 ms");
        assert_eq!(shown(1_210_000_000), "1.21 s");
        assert_eq!(shown(185_000_000_000), "3 min 5 s");
        assert!(time(Duration::MAX).contains("min"));
    }

    #[test]
    fn a_name_can_not_command_the_terminal() {
        assert_eq!(Style::new(true, 80).fit("a\x1b[2Jb\u{9b}", 8), "a?[2Jb? ");
        assert_eq!(Style::new(false, 80).fit("größer als", 5), "gr??~");
        assert_eq!(Style::new(true, 80).fit("größer als", 5), "größ…");
    }
}
