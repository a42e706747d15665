//! Tools of a carrier: a whole plugin. It computes, and reaches nothing.

use toolgate_guest::{ToolFailure, log, plugin, schema, settings, tool};

/// What whoever runs the plugin decides.
#[schema]
struct Settings {
    /// What is charged for the handling of each parcel, in cents of euro.
    #[serde(default)]
    #[schemars(range(max = 100_000))]
    handling_cents: u32,
}

/// How fast it has to be.
#[schema]
#[derive(Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Speed {
    Standard,
    Express,
}

/// What sending a parcel costs.
#[schema]
struct Quote {
    /// In cents of euro, tax included.
    price_cents: u32,
    /// Working days until it arrives.
    days: u32,
}

/// Says what sending a parcel within the country costs.
#[tool(title = "Quote a parcel", read_only, idempotent)]
async fn quote(
    /// At most 31.5 kg.
    #[schemars(range(min = 1))]
    weight_grams: u32,
    #[tool(default = Speed::Standard)] speed: Speed,
    /// What it is worth, in cents of euro; without it the parcel is not insured.
    insured_cents: Option<u32>,
) -> Result<Quote, ToolFailure> {
    if weight_grams > 31_500 {
        return Err(ToolFailure::failed(format!(
            "{weight_grams} g is more than the 31,500 g of a parcel: send it as freight"
        )));
    }
    let handling = settings::<Settings>()?.handling_cents;
    if handling > 0 {
        log::debug(format_args!("{handling} cents for handling"));
    }
    let (base, days) = match speed {
        Speed::Standard => (490, 3),
        Speed::Express => (1290, 1),
    };
    Ok(Quote {
        price_cents: base + handling + weight_grams.div_ceil(1000) * 60 + insured_cents.unwrap_or(0) / 100,
        days,
    })
}

/// Says where a parcel is.
#[tool(title = "Track a parcel", read_only)]
async fn track(
    /// Ten digits, the last of which is the sum of the others modulo 10.
    number: String,
) -> Result<String, String> {
    let digits: Option<Vec<u32>> = number.chars().map(|c| c.to_digit(10)).collect();
    match digits.as_deref() {
        Some([digits @ .., check]) if digits.len() == 9 && digits.iter().sum::<u32>() % 10 == *check => {
            Ok(["accepted", "in transit", "out for delivery", "delivered"][*check as usize % 4].to_owned())
        }
        _ => Err(format!("`{number}` is no parcel's number: it has ten digits, the last a check digit")),
    }
}

plugin!(settings: Settings; quote, track);
