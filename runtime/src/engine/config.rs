//! wasmtime's configuration: the pool, stacks, interruption. Figures come from measurements, named beside them.

use wasmtime::{Config, Enabled, InstanceAllocationStrategy, PoolingAllocationConfig};

use super::EngineOptions;

/// The native stack of a guest. QuickJS counts its own stack (1 MiB, in linear memory); 32 times that is what its frames
/// need natively in the worst case tried (getters, proxies, sort, the parser, JSON both ways). Reserved, not resident.
const WASM_STACK: usize = 32 << 20;

/// Room above the guest's stack for the host functions that it calls.
const HOST_STACK: usize = 1 << 20;

/// Core instances, memories and tables of one component, at most. The engines need four; CPython's needs fourteen.
const PER_COMPONENT: u32 = 20;

pub(super) fn wasmtime_config(options: &EngineOptions) -> Config {
    let mut config = Config::new();
    config.wasm_component_model_async(true);
    config.epoch_interruption(true);
    config.max_wasm_stack(WASM_STACK);
    config.async_stack_size(WASM_STACK + HOST_STACK);
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(options)));
    config
}

fn pool(options: &EngineOptions) -> PoolingAllocationConfig {
    let slots = options.scripts + options.plugins;
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(slots);
    pool.total_core_instances(slots * PER_COMPONENT);
    pool.total_memories(slots * 2);
    pool.total_tables(slots * 4);
    pool.total_stacks(slots);
    pool.max_core_instances_per_component(PER_COMPONENT);
    pool.max_memories_per_component(2);
    pool.max_tables_per_component(4);
    pool.table_elements(20_000);
    pool.max_core_instance_size(1 << 20);
    pool.max_component_instance_size(1 << 20);
    // Runs come one after another through the same slots: what was touched is cleared in place, and where the kernel can
    // tell which pages those are (6.7 and later), only those.
    pool.linear_memory_keep_resident(options.keep_resident);
    pool.table_keep_resident(64 << 10);
    pool.async_stack_keep_resident(64 << 10);
    pool.pagemap_scan(Enabled::Auto);
    pool
}
