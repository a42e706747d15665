//! JSON in and out of jaq's values. What JSON has no word for (`nan`, bytes that are no text, keys that are no strings) comes out
//! as the nearest that it has.

use jaq_json::{Num, Val};
use toolgate_guest::schemars::{JsonSchema, Schema, SchemaGenerator};
use toolgate_guest::serde::de::{Deserialize, Deserializer};
use toolgate_guest::serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// The most levels of arrays and objects in an output; what reads JSON ends at 128 as well.
const MAX_DEPTH: u64 = 127;

/// Any JSON value, as jaq has it.
#[derive(Debug, Default)]
pub(crate) struct Any(pub(crate) Val);

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Val::deserialize(deserializer).map(Any)
    }
}

impl Serialize for Any {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written(&self.0).serialize(serializer)
    }
}

/// An output that can be written as JSON.
#[derive(Debug)]
pub(crate) struct Output(Val);

impl Output {
    /// # Errors
    /// The depth that is allowed, where the value is deeper.
    pub(crate) fn new(value: Val) -> Result<Self, u64> {
        match fits(&value, MAX_DEPTH) {
            true => Ok(Output(value)),
            false => {
                // It would be dropped level by level, and each takes its part of the stack.
                std::mem::forget(value);
                Err(MAX_DEPTH)
            }
        }
    }
}

fn fits(value: &Val, levels: u64) -> bool {
    match value {
        Val::Arr(items) => levels > 0 && items.iter().all(|item| fits(item, levels - 1)),
        Val::Obj(members) => levels > 0 && members.values().all(|member| fits(member, levels - 1)),
        _ => true,
    }
}

impl<'de> Deserialize<'de> for Output {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Val::deserialize(deserializer).map(Output)
    }
}

impl Serialize for Output {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written(&self.0).serialize(serializer)
    }
}

struct Written<'a>(&'a Val);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Val::Null => serializer.serialize_unit(),
            Val::Bool(value) => serializer.serialize_bool(*value),
            Val::Num(number) => write_number(number, serializer),
            Val::BStr(bytes) | Val::TStr(bytes) => serializer.serialize_str(&String::from_utf8_lossy(bytes)),
            Val::Arr(items) => {
                let mut sequence = serializer.serialize_seq(Some(items.len()))?;
                for item in items.iter() {
                    sequence.serialize_element(&Written(item))?;
                }
                sequence.end()
            }
            Val::Obj(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members.iter() {
                    match key {
                        Val::TStr(key) => map.serialize_entry(&*String::from_utf8_lossy(key), &Written(value))?,
                        key => map.serialize_entry(&key.to_string(), &Written(value))?,
                    }
                }
                map.end()
            }
        }
    }
}

fn write_number<S: Serializer>(number: &Num, serializer: S) -> Result<S::Ok, S::Error> {
    match number {
        Num::Int(value) => serializer.serialize_i64(*value as i64),
        // No script holds more than a double does, so neither need we.
        Num::BigInt(value) => match (i64::try_from(&**value), u64::try_from(&**value)) {
            (Ok(value), _) => serializer.serialize_i64(value),
            (_, Ok(value)) => serializer.serialize_u64(value),
            _ => write_float(value.to_string().parse().unwrap_or(f64::NAN), serializer),
        },
        Num::Float(value) => write_float(*value, serializer),
        Num::Dec(text) => write_float(text.parse().unwrap_or(f64::NAN), serializer),
    }
}

/// A float that is an integer is written as one, as jq does it.
fn write_float<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        return serializer.serialize_i64(value as i64);
    }
    serializer.serialize_f64(value)
}

macro_rules! anything {
    ($($ty:ty),+) => {
        $(impl JsonSchema for $ty {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                "Value".into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                Schema::default()
            }
        })+
    };
}

anything!(Any, Output);
