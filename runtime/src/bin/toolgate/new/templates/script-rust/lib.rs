//! Sums up a customer's late orders.

mod tools;

use toolgate_guest::tools::ToolError;
use toolgate_guest::{schema, script};
use tools::shop::{self, Orders};

/// What the script takes.
#[schema]
struct Input {
    customer: u64,
    /// Orders that are older than that many days are late.
    days: u64,
}

/// What it gives.
#[schema]
struct Late {
    late: usize,
    total: f64,
}

#[script]
async fn main(input: Input) -> Result<Late, ToolError> {
    let mut orders = shop::orders(&Orders { customer: input.customer }).await?;
    orders.retain(|order| order.days > input.days);
    Ok(Late { late: orders.len(), total: orders.iter().map(|order| order.total).sum() })
}

#[cfg(test)]
mod tests {
    use toolgate_guest::serde_json::{Value, json};
    use toolgate_guest::testing::{Tools, block_on};

    use super::{Input, main};

    #[test]
    fn sums_up_late_orders() {
        let shop = Tools::new().tool("shop.orders", |arguments: Value| {
            assert_eq!(arguments, json!({ "customer": 1 }));
            Ok(json!([{ "id": 7, "total": 30.0, "days": 2 }, { "id": 3, "total": 12.5, "days": 9 }]))
        });
        let late = block_on(shop.run(main(Input { customer: 1, days: 7 }))).expect("a result");
        assert_eq!((late.late, late.total), (1, 12.5));
    }
}
