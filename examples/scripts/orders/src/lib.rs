//! Which customers have orders that are late: a whole script, the twin of examples/orders.ts.

use serde::{Deserialize, Serialize};
use toolgate_guest::futures::future::try_join_all;
use toolgate_guest::script;
use toolgate_guest::serde_json::json;
use toolgate_guest::tools::{self, ToolError};

/// What the script takes.
#[derive(Deserialize)]
struct Input {
    /// Orders that are older than that many days are late.
    days: u32,
}

#[derive(Deserialize)]
struct Customer {
    id: u32,
    name: String,
}

#[derive(Deserialize)]
struct Order {
    customer: u32,
    total: f64,
    days: u32,
}

/// A customer's late orders.
#[derive(Serialize)]
struct Late {
    name: String,
    orders: usize,
    total: f64,
}

#[script]
async fn main(input: Input) -> Result<Vec<Late>, ToolError> {
    let customers: Vec<Customer> = tools::call("shop.customers", &json!({})).await?;
    let late = try_join_all(customers.into_iter().map(|customer| late(customer, input.days))).await?;
    Ok(late.into_iter().filter(|customer| customer.orders > 0).collect())
}

async fn late(Customer { id, name }: Customer, days: u32) -> Result<Late, ToolError> {
    let mut orders: Vec<Order> = tools::call("shop.orders", &json!({ "customer": id })).await?;
    orders.retain(|order| order.customer == id && order.days > days);
    Ok(Late { name, orders: orders.len(), total: orders.iter().map(|order| order.total).sum() })
}

#[cfg(test)]
mod tests {
    use toolgate_guest::testing::{Tools, block_on};
    use toolgate_guest::tools::ToolErrorKind;
    use toolgate_guest::{ToolFailure, serde_json::Value};

    use super::*;

    fn shop() -> Tools {
        Tools::new()
            .tool("shop.customers", |_| Ok(json!([{ "id": 1, "name": "Ada" }, { "id": 2, "name": "Grace" }])))
            .tool("shop.orders", |arguments: Value| match arguments["customer"].as_u64() {
                Some(1) => Ok(json!([{ "id": 10, "customer": 1, "total": 12.5, "days": 9 }])),
                _ => Ok(json!([])),
            })
    }

    #[test]
    fn only_who_has_late_orders_is_named() {
        let shop = shop();
        let late = block_on(shop.run(main(Input { days: 7 }))).expect("a result");
        assert_eq!(late.iter().map(|late| (late.name.as_str(), late.total)).collect::<Vec<_>>(), [("Ada", 12.5)]);
        assert_eq!(shop.calls().len(), 3);
        let none = block_on(shop.run_script::<main>(json!({ "days": 10 })));
        assert_eq!(none, Ok(json!([])));
    }

    #[test]
    fn a_shop_that_is_closed_ends_it() {
        let shop = Tools::new().tool("shop.customers", |_| Err(ToolFailure::unavailable("closed")));
        let error = block_on(shop.run(main(Input { days: 7 }))).err().expect("an error");
        assert_eq!((error.kind, error.retryable), (ToolErrorKind::Unavailable, true));
    }
}
