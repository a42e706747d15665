//! From a tool's JSON to JavaScript values: serde_json reads, and QuickJS's values are made as it goes, without the string
//! and the atom that `JSON.parse` makes for every key. What serde_json refuses (deep nesting, lone surrogates), QuickJS's own
//! parser gets, so the outcome is always that of `JSON.parse`.

#![expect(unsafe_code, reason = "rquickjs has no safe way to define a property by an atom that is kept")]

use std::borrow::Cow;
use std::fmt;

use rquickjs::{Array, Ctx, Object, Value, qjs};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Keys that are remembered; a power of two. Rows of a table share theirs.
const SLOTS: usize = 64;

/// Keys longer than this are not worth comparing.
const MAX_KEY: usize = 48;

/// Texts shorter than this are not worth the cache.
const MIN_BYTES: usize = 64;

pub(crate) fn parse<'js>(ctx: &Ctx<'js>, text: String) -> rquickjs::Result<Value<'js>> {
    if text.len() >= MIN_BYTES
        && let Some(value) = build(ctx, &text)
    {
        return Ok(value);
    }
    parse_natively(ctx, text)
}

fn build<'js>(ctx: &Ctx<'js>, text: &str) -> Option<Value<'js>> {
    let mut builder = Builder { ctx, keys: [const { None }; SLOTS] };
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Seed(&mut builder).deserialize(&mut json).ok()?;
    json.end().ok()?;
    Some(value)
}

/// QuickJS's own parser, without the copy of the text that `Ctx::json_parse` makes.
fn parse_natively<'js>(ctx: &Ctx<'js>, mut text: String) -> rquickjs::Result<Value<'js>> {
    // An allocation that failed on the other way may have left an exception.
    drop(ctx.catch());
    let length = text.len();
    text.push('\0');
    // SAFETY: the buffer holds `length` bytes and a NUL after them, and lives until the call is over; what it returns is a new
    // value of this context, or an exception, which is checked before the value is used.
    let value = unsafe {
        let raw = qjs::JS_ParseJSON(ctx.as_raw().as_ptr(), text.as_ptr().cast(), length as _, c"<result>".as_ptr());
        Value::from_raw(ctx.clone(), raw)
    };
    if value.is_exception() { Err(rquickjs::Error::Exception) } else { Ok(value) }
}

/// A key's atom, kept for the next object that has the key.
struct Key<'de> {
    text: &'de str,
    atom: qjs::JSAtom,
}

struct Builder<'a, 'de, 'js> {
    ctx: &'a Ctx<'js>,
    keys: [Option<Key<'de>>; SLOTS],
}

impl Drop for Builder<'_, '_, '_> {
    fn drop(&mut self) {
        for key in self.keys.iter().flatten() {
            // SAFETY: the atom was made by `new_atom` and is freed once, here or where its slot was taken.
            unsafe { qjs::JS_FreeAtom(self.ctx.as_raw().as_ptr(), key.atom) };
        }
    }
}

impl<'de, 'js> Builder<'_, 'de, 'js> {
    /// Defines `object[key] = value`. A failure leaves an exception, and the fallback finds the same one.
    fn define(&mut self, object: &Object<'js>, key: Cow<'de, str>, value: Value<'js>) -> Result<(), ()> {
        let (atom, owned) = match key {
            Cow::Borrowed(text) if text.len() <= MAX_KEY => (self.cached_atom(text)?, false),
            key => (self.new_atom(&key)?, true),
        };
        let context = self.ctx.as_raw().as_ptr();
        // SAFETY: context, object and atom are alive; the call takes over the value's reference, which `into_raw` gives up.
        let defined = unsafe {
            let raw = value.as_raw();
            std::mem::forget(value);
            qjs::JS_DefinePropertyValue(context, object.as_raw(), atom, raw, qjs::JS_PROP_C_W_E as _)
        };
        if owned {
            // SAFETY: made above, and not kept.
            unsafe { qjs::JS_FreeAtom(context, atom) };
        }
        if defined < 0 { Err(()) } else { Ok(()) }
    }

    fn cached_atom(&mut self, text: &'de str) -> Result<qjs::JSAtom, ()> {
        let bytes = text.as_bytes();
        let (first, last) = (bytes.first().copied().unwrap_or(0), bytes.last().copied().unwrap_or(0));
        let slot = (bytes.len().wrapping_mul(31) ^ usize::from(first).wrapping_mul(7) ^ usize::from(last)) % SLOTS;
        if let Some(key) = &self.keys[slot]
            && key.text == text
        {
            return Ok(key.atom);
        }
        let atom = self.new_atom(text)?;
        if let Some(old) = self.keys[slot].replace(Key { text, atom }) {
            // SAFETY: the slot no longer holds it.
            unsafe { qjs::JS_FreeAtom(self.ctx.as_raw().as_ptr(), old.atom) };
        }
        Ok(atom)
    }

    fn new_atom(&self, text: &str) -> Result<qjs::JSAtom, ()> {
        // SAFETY: the text is valid UTF-8 of that length, and copied.
        let atom = unsafe { qjs::JS_NewAtomLen(self.ctx.as_raw().as_ptr(), text.as_ptr().cast(), text.len() as _) };
        if atom == qjs::JS_ATOM_NULL as qjs::JSAtom { Err(()) } else { Ok(atom) }
    }

    fn string(&self, text: &str) -> rquickjs::Result<Value<'js>> {
        Ok(rquickjs::String::from_str(self.ctx.clone(), text)?.into_value())
    }

    /// An array that takes the values over.
    fn array(&self, values: Vec<Value<'js>>) -> Result<Value<'js>, ()> {
        let Ok(count) = i32::try_from(values.len()) else { return Err(()) };
        let raw: Vec<qjs::JSValue> = values
            .into_iter()
            .map(|value| {
                let raw = value.as_raw();
                std::mem::forget(value);
                raw
            })
            .collect();
        // SAFETY: the call takes over the reference of each value, also where it fails.
        let array = unsafe {
            let raw = qjs::JS_NewArrayFrom(self.ctx.as_raw().as_ptr(), count, raw.as_ptr());
            Value::from_raw(self.ctx.clone(), raw)
        };
        if array.is_exception() { Err(()) } else { Ok(array) }
    }
}

/// Makes one value.
struct Seed<'s, 'a, 'de, 'js>(&'s mut Builder<'a, 'de, 'js>);

fn failed<E: serde::de::Error, T>(_: T) -> E {
    E::custom("no memory")
}

impl<'de, 'js> DeserializeSeed<'de> for Seed<'_, '_, 'de, 'js> {
    type Value = Value<'js>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'js>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, 'js> Visitor<'de> for Seed<'_, '_, 'de, 'js> {
    type Value = Value<'js>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value<'js>, E> {
        Ok(Value::new_null(self.0.ctx.clone()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value<'js>, E> {
        Ok(Value::new_bool(self.0.ctx.clone(), value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value<'js>, E> {
        Ok(Value::new_number(self.0.ctx.clone(), value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value<'js>, E> {
        match i32::try_from(value) {
            Ok(value) => Ok(Value::new_int(self.0.ctx.clone(), value)),
            Err(_) => Ok(Value::new_number(self.0.ctx.clone(), value as f64)),
        }
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value<'js>, E> {
        Ok(Value::new_number(self.0.ctx.clone(), value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value<'js>, E> {
        self.0.string(value).map_err(failed)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value<'js>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Seed(self.0))? {
            values.push(value);
        }
        if values.is_empty() {
            return Ok(Array::new(self.0.ctx.clone()).map_err(failed)?.into_value());
        }
        self.0.array(values).map_err(failed)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value<'js>, A::Error> {
        let object = Object::new(self.0.ctx.clone()).map_err(failed)?;
        while let Some(key) = entries.next_key_seed(KeySeed)? {
            let value = entries.next_value_seed(Seed(self.0))?;
            self.0.define(&object, key, value).map_err(failed)?;
        }
        Ok(object.into_value())
    }
}

/// A key, borrowed from the text where it has no escapes.
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.to_owned().into())
    }
}
