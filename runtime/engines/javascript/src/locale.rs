//! What the prelude's `Intl` needs of Rust: the order of texts, and the offsets of time zones. It knows one order, CLDR's
//! root, which is that of English and of the languages that change nothing in it; which these are is the prelude's matter.
//! Nothing here is read before a script asks for it.

use std::cell::RefCell;
use std::cmp::Ordering;

use icu_collator::options::{AlternateHandling, CaseLevel, CollatorOptions, Strength};
use icu_collator::preferences::{CollationCaseFirst, CollationNumericOrdering};
use icu_collator::provider::{
    Baked, CollationDiacriticsV1, CollationJamoV1, CollationMetadataV1, CollationReorderingV1, CollationRootV1,
    CollationSpecialPrimariesV1, CollationTailoringV1,
};
use icu_collator::{Collator, CollatorPreferences};
use icu_normalizer::provider::{Baked as Normalizer, NormalizerNfdDataV1, NormalizerNfdTablesV1};
use icu_provider::{DataError, DataErrorKind, DataMarker, DataPayload, DataProvider, DataRequest, DataResponse};
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use rquickjs::{Ctx, Exception, Function, Object};

/// The most time zones that are kept parsed; a script that uses more pays for parsing them again.
const MAX_ZONES: usize = 32;

thread_local! {
    /// By their key, of which there are 128.
    static COLLATORS: RefCell<Vec<(u8, Collator)>> = const { RefCell::new(Vec::new()) };
    static ZONES: RefCell<Vec<(String, TimeZone)>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn install<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    native.set("collate", Function::new(ctx.clone(), collate)?)?;
    native.set("zoneName", Function::new(ctx.clone(), zone_name)?)?;
    native.set("zoneOffset", Function::new(ctx.clone(), zone_offset)?)?;
    native.set("zoneAbbreviation", Function::new(ctx.clone(), zone_abbreviation)?)
}

/// -1, 0 or 1. The key's bits: 0 and 1 the strength (0 primary to 2 tertiary), 2 the case level, 3 numeric, 4 upper case
/// first, 5 lower case first, 6 whether punctuation is ignored.
fn collate(ctx: Ctx<'_>, a: String, b: String, key: u8) -> rquickjs::Result<i32> {
    COLLATORS.with_borrow_mut(|collators| {
        let index = match collators.iter().position(|(of, _)| *of == key) {
            Some(index) => index,
            None => {
                let collator = collator(key)
                    .map_err(|error| Exception::throw_internal(&ctx, &format!("the order of texts: {error}")))?;
                collators.push((key, collator));
                collators.len() - 1
            }
        };
        let Some((_, collator)) = collators.get(index) else { return Ok(0) };
        Ok(match collator.as_borrowed().compare(&a, &b) {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        })
    })
}

fn collator(key: u8) -> Result<Collator, DataError> {
    let mut options = CollatorOptions::default();
    options.strength = Some(match key & 3 {
        0 => Strength::Primary,
        1 => Strength::Secondary,
        _ => Strength::Tertiary,
    });
    options.case_level = Some(if key & 4 == 0 { CaseLevel::Off } else { CaseLevel::On });
    let shifted = key & 64 != 0;
    options.alternate_handling =
        Some(if shifted { AlternateHandling::Shifted } else { AlternateHandling::NonIgnorable });
    let mut preferences = CollatorPreferences::default();
    if key & 8 != 0 {
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    }
    preferences.case_first = match key & 48 {
        16 => Some(CollationCaseFirst::Upper),
        32 => Some(CollationCaseFirst::Lower),
        _ => None,
    };
    Collator::try_new_unstable(&RootOrder, preferences, options)
}

/// The compiled data without what languages change in it: linked whole, that would be most of the engine.
struct RootOrder;

/// The data that `$source` has of the marker, whatever the language.
macro_rules! from_compiled {
    ($($marker:ident of $source:expr),* $(,)?) => {$(
        impl DataProvider<$marker> for RootOrder {
            fn load(&self, request: DataRequest) -> Result<DataResponse<$marker>, DataError> {
                $source.load(request)
            }
        }
    )*};
}
from_compiled!(
    CollationRootV1 of Baked,
    CollationJamoV1 of Baked,
    CollationSpecialPrimariesV1 of Baked,
    NormalizerNfdDataV1 of Normalizer,
    NormalizerNfdTablesV1 of Normalizer,
);

impl DataProvider<CollationMetadataV1> for RootOrder {
    fn load(&self, _: DataRequest) -> Result<DataResponse<CollationMetadataV1>, DataError> {
        Ok(of_root(DataPayload::from_static_ref(Baked::COLLATION_METADATA_V1_UND)))
    }
}

impl DataProvider<CollationDiacriticsV1> for RootOrder {
    fn load(&self, _: DataRequest) -> Result<DataResponse<CollationDiacriticsV1>, DataError> {
        Ok(of_root(DataPayload::from_static_ref(Baked::COLLATION_DIACRITICS_V1_UND)))
    }
}

impl DataProvider<CollationTailoringV1> for RootOrder {
    fn load(&self, request: DataRequest) -> Result<DataResponse<CollationTailoringV1>, DataError> {
        Err(absent::<CollationTailoringV1>(request))
    }
}

impl DataProvider<CollationReorderingV1> for RootOrder {
    fn load(&self, request: DataRequest) -> Result<DataResponse<CollationReorderingV1>, DataError> {
        Err(absent::<CollationReorderingV1>(request))
    }
}

fn of_root<M: DataMarker>(payload: DataPayload<M>) -> DataResponse<M> {
    DataResponse { metadata: Default::default(), payload }
}

fn absent<M: DataMarker>(request: DataRequest) -> DataError {
    DataErrorKind::IdentifierNotFound.with_req(M::INFO, request)
}

/// The zone's name as the database writes it, or nothing where it has no such zone.
fn zone_name(name: String) -> Option<String> {
    with_zone(&name, |zone| zone.iana_name().map(str::to_owned)).flatten()
}

/// How far the zone's clocks are ahead of UTC at that moment, in seconds.
fn zone_offset(name: String, milliseconds: f64) -> Option<i32> {
    with_zone(&name, |zone| zone.to_offset(moment(milliseconds)).seconds())
}

/// What the database calls the zone's time at that moment, such as `EST`.
fn zone_abbreviation(name: String, milliseconds: f64) -> Option<String> {
    with_zone(&name, |zone| zone.to_offset_info(moment(milliseconds)).abbreviation().to_string())
}

/// The moment, or the nearest one that has a zone: a date of JavaScript goes further than the years that can be named.
fn moment(milliseconds: f64) -> Timestamp {
    let nearest = if milliseconds < 0.0 { Timestamp::MIN } else { Timestamp::MAX };
    // A date has a whole number of milliseconds, at most 8.64e15 of them.
    Timestamp::from_millisecond(milliseconds as i64).unwrap_or(nearest)
}

fn with_zone<T>(name: &str, read: impl FnOnce(&TimeZone) -> T) -> Option<T> {
    ZONES.with_borrow_mut(|zones| {
        if let Some((_, zone)) = zones.iter().find(|(of, _)| of == name) {
            return Some(read(zone));
        }
        let zone = TimeZoneDatabase::bundled().get(name).ok()?;
        if zones.len() >= MAX_ZONES {
            zones.clear();
        }
        let result = read(&zone);
        zones.push((name.to_owned(), zone));
        Some(result)
    })
}
