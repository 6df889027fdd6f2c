//! Canonical JSON: the one spelling of a value that every program digests alike (RFC 8785).

use serde_json::{Number, Value};

/// Gives the canonical JSON of a value piece by piece, so that long texts needn't be copied.
pub fn write(value: &Value, to: &mut dyn FnMut(&[u8])) {
    match value {
        Value::Null => to(b"null"),
        Value::Bool(true) => to(b"true"),
        Value::Bool(false) => to(b"false"),
        Value::Number(number) => to(number_text(number).as_bytes()),
        Value::String(text) => write_text(text, to),
        Value::Array(values) => {
            to(b"[");
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    to(b",");
                }
                write(value, to);
            }
            to(b"]");
        }
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            // By UTF-16 code units (section 3.2.3). No two names are the same.
            members.sort_unstable_by(|(one, _), (other, _)| {
                one.encode_utf16().cmp(other.encode_utf16())
            });
            to(b"{");
            for (at, (name, value)) in members.into_iter().enumerate() {
                if at > 0 {
                    to(b",");
                }
                write_text(name, to);
                to(b":");
                write(value, to);
            }
            to(b"}");
        }
    }
}

fn write_text(text: &str, to: &mut dyn FnMut(&[u8])) {
    to(b"\"");
    let mut rest = text.as_bytes();
    while let Some(place) = rest.iter().position(|byte| is_escaped(*byte)) {
        let (plain, from) = rest.split_at(place);
        to(plain);
        let Some((byte, behind)) = from.split_first() else {
            break;
        };
        match byte {
            b'"' => to(b"\\\""),
            b'\\' => to(b"\\\\"),
            0x08 => to(b"\\b"),
            b'\t' => to(b"\\t"),
            b'\n' => to(b"\\n"),
            0x0c => to(b"\\f"),
            b'\r' => to(b"\\r"),
            other => to(format!("\\u{other:04x}").as_bytes()),
        }
        rest = behind;
    }
    to(rest);
    to(b"\"");
}

/// Whether JSON writes a byte of a text otherwise than as it is.
fn is_escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// A number as ECMAScript's `Number::toString` has it (ECMA-262, section 6.1.6.1.20), which RFC 8785 asks for: the
/// fewest digits that are read back as the same double.
fn number_text(number: &Number) -> String {
    // Every number that `Value` holds is a double or a whole number of 64 bits.
    let double = number.as_f64().unwrap_or_default();
    if double == 0.0 {
        return "0".to_owned();
    }
    let Some(shortest) = Number::from_f64(double.abs()) else {
        return number.to_string();
    };
    // Its digits are those asked for; where it puts the point and when it writes an exponent are its own.
    let shortest = shortest.to_string();
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    let leading = all.len() - all.trim_start_matches('0').len();
    let digits = all.trim_matches('0');
    let exponent: i32 = exponent.parse().unwrap_or_default();
    // Where the point stands, counted from before the first digit.
    let point = whole.len() as i32 + exponent - leading as i32;
    let count = digits.len() as i32;

    let zeros = |count: i32| "0".repeat(count.unsigned_abs() as usize);
    let text = if count <= point && point <= 21 {
        [digits, &zeros(point - count)].concat()
    } else if 0 < point && point <= 21 {
        let (before, after) = digits.split_at(point as usize);
        [before, ".", after].concat()
    } else if -6 < point && point <= 0 {
        ["0.", &zeros(point), digits].concat()
    } else {
        let (first, others) = digits.split_at(1);
        let dot = if others.is_empty() { "" } else { "." };
        let sign = if point > 0 { "+" } else { "-" };
        let exponent = (point - 1).unsigned_abs();
        format!("{first}{dot}{others}e{sign}{exponent}")
    };
    if double < 0.0 {
        format!("-{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::write;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn canonical(value: &Value) -> String {
        let mut bytes = Vec::new();
        write(value, &mut |piece| bytes.extend_from_slice(piece));
        String::from_utf8(bytes).unwrap()
    }

    fn text() -> impl Strategy<Value = String> {
        // Beyond U+FFFF, and just below it, UTF-8 and UTF-16 sort differently.
        "([\\x00-\\x7f]|é|\u{2028}|\u{fb33}|🦉){0,12}"
    }

    fn number() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<f64>().prop_map(|double| json!(double)),
            any::<u64>().prop_map(|whole| json!(whole)),
            any::<i64>().prop_map(|whole| json!(whole)),
            (-1e6..1e6_f64, -30..30_i32)
                .prop_map(|(digits, power)| json!(digits * 10_f64.powi(power))),
            (-1000..1000_i32, -30..30_i32)
                .prop_map(|(digits, power)| json!(f64::from(digits) * 10_f64.powi(power))),
        ]
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            number(),
            text().prop_map(Value::String),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::vec((text(), inner), 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_is_what_another_program_writes(value in value()) {
            prop_assert_eq!(canonical(&value), serde_json_canonicalizer::to_string(&value).unwrap());
        }

        #[test]
        fn numbers_are_what_another_program_writes(number in number()) {
            prop_assert_eq!(canonical(&number), serde_json_canonicalizer::to_string(&number).unwrap());
        }
    }

    #[test]
    fn numbers_are_those_of_the_specification() {
        // RFC 8785, appendix B.
        for (bits, expected) in [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
        ] {
            assert_eq!(canonical(&json!(f64::from_bits(bits))), expected);
        }
    }

    #[test]
    fn an_object_is_in_the_order_of_the_specification() {
        // RFC 8785, section 3.2.3.
        let value = json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7});
        let expected = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}";
        assert_eq!(canonical(&value), expected);
    }
}
