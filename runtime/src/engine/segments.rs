//! The data segments of a snapshot, joined to a few. wizer leaves up to ten thousand, and keeps those of the snapshot before as empty
//! ones; every instance writes an entry for each of them, which took a compiled script 14 µs of its 45. Never changes what a memory
//! begins with.

use std::ops::Range;

use anyhow::Result;
use wasm_encoder::{ComponentSectionId, ConstExpr, DataSection, RawSection, SectionId};
use wasmparser::{DataKind, DataSectionReader, FunctionBody, ImportSectionReader, Operator, Parser, Payload, TypeRef};

/// Zeros between two segments that a joined one may hold. A page of an image is there whole or not at all.
const MAX_GAP: usize = 4 << 10;

/// The same component, whose modules have few data segments. A module is left as it is where its code names segments, or where what
/// they are depends on an import.
pub(crate) fn joined(component: &[u8]) -> Result<Vec<u8>> {
    let mut joined = wasm_encoder::Component::new();
    let mut nested = 0;
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload?;
        let section = payload.as_section().filter(|_| nested == 1);
        match payload {
            Payload::Version { .. } => nested += 1,
            Payload::End(_) => nested -= 1,
            _ => {}
        }
        let Some((id, range)) = section else { continue };
        let bytes = &component[range];
        let module = if id == ComponentSectionId::CoreModule as u8 { module(bytes)? } else { None };
        joined.section(&RawSection { id, data: module.as_deref().unwrap_or(bytes) });
    }
    Ok(joined.finish())
}

fn module(wasm: &[u8]) -> Result<Option<Vec<u8>>> {
    let mut sections: Vec<(u8, Range<usize>)> = Vec::new();
    let mut data = None;
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        sections.extend(payload.as_section());
        match payload {
            Payload::DataSection(section) => data = Some(section),
            // Only a memory of its own begins with zeros.
            Payload::ImportSection(section) if imports_memory(section.clone())? => return Ok(None),
            Payload::CodeSectionEntry(body) if names_segments(&body)? => return Ok(None),
            _ => {}
        }
    }
    let Some(section) = data.map(join).transpose()?.flatten() else { return Ok(None) };
    let mut module = wasm_encoder::Module::new();
    for (id, range) in sections {
        if id == SectionId::Data as u8 {
            module.section(&section);
        } else if id != SectionId::DataCount as u8 {
            // The count is for code that names segments, of which there is none.
            module.section(&RawSection { id, data: &wasm[range] });
        }
    }
    Ok(Some(module.finish()))
}

fn imports_memory(section: ImportSectionReader<'_>) -> Result<bool> {
    for import in section.into_imports() {
        if matches!(import?.ty, TypeRef::Memory(_)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn names_segments(body: &FunctionBody<'_>) -> Result<bool> {
    for operator in body.get_operators_reader()? {
        let named = matches!(
            operator?,
            Operator::MemoryInit { .. }
                | Operator::DataDrop { .. }
                | Operator::ArrayNewData { .. }
                | Operator::ArrayInitData { .. }
        );
        if named {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The segments as few, where each stands behind the one before it. A passive one is nobody's, since no code names it.
fn join(section: DataSectionReader<'_>) -> Result<Option<DataSection>> {
    let mut joined: Vec<(usize, Vec<u8>)> = Vec::new();
    for segment in section {
        let segment = segment?;
        let DataKind::Active { memory_index: 0, offset_expr } = segment.kind else {
            match segment.kind {
                DataKind::Passive => continue,
                DataKind::Active { .. } => return Ok(None),
            }
        };
        let mut operators = offset_expr.get_operators_reader();
        let (Operator::I32Const { value }, Operator::End) = (operators.read()?, operators.read()?) else {
            return Ok(None);
        };
        let start = value as u32 as usize;
        let Some((first, bytes)) = joined.last_mut() else {
            joined.push((start, segment.data.to_vec()));
            continue;
        };
        match start.checked_sub(*first + bytes.len()) {
            None => return Ok(None),
            Some(gap) if gap <= MAX_GAP => {
                bytes.resize(bytes.len() + gap, 0);
                bytes.extend_from_slice(segment.data);
            }
            Some(_) => joined.push((start, segment.data.to_vec())),
        }
    }
    let mut section = DataSection::new();
    for (start, bytes) in joined {
        section.active(0, &ConstExpr::i32_const(start as u32 as i32), bytes);
    }
    Ok(Some(section))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CodeSection, Component, DataCountSection, Function, FunctionSection, Instruction, Module};
    use wasm_encoder::{MemorySection, MemoryType, ModuleSection, TypeSection};

    /// A component of one module with a function of these instructions, and these segments; `None` is where a passive one begins.
    fn component(code: &[Instruction<'_>], segments: &[(Option<i32>, &[u8])]) -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut memories = MemorySection::new();
        let memory = MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        memories.memory(memory);
        let mut function = Function::new([]);
        for instruction in code.iter().chain([&Instruction::End]) {
            function.instruction(instruction);
        }
        let mut bodies = CodeSection::new();
        bodies.function(&function);
        let mut data = DataSection::new();
        for (start, bytes) in segments {
            match start {
                Some(start) => data.active(0, &ConstExpr::i32_const(*start), bytes.iter().copied()),
                None => data.passive(bytes.iter().copied()),
            };
        }
        module.section(&types).section(&functions).section(&memories);
        module.section(&DataCountSection { count: segments.len() as u32 });
        module.section(&bodies).section(&data);
        let mut component = Component::new();
        component.section(&ModuleSection(&module));
        component.finish()
    }

    /// The active segments, and how many passive ones there are.
    fn segments(component: &[u8]) -> (Vec<(i32, Vec<u8>)>, usize) {
        wasmparser::Validator::new().validate_all(component).expect("a valid component");
        let (mut active, mut passive) = (Vec::new(), 0);
        for payload in Parser::new(0).parse_all(component) {
            let Payload::DataSection(section) = payload.expect("a payload") else { continue };
            for segment in section {
                let segment = segment.expect("a segment");
                let DataKind::Active { offset_expr, .. } = segment.kind else {
                    passive += 1;
                    continue;
                };
                let Operator::I32Const { value } = offset_expr.get_operators_reader().read().expect("an offset") else {
                    panic!("an offset that is no constant");
                };
                active.push((value, segment.data.to_vec()));
            }
        }
        (active, passive)
    }

    #[test]
    fn segments_that_are_near_become_one_and_passive_ones_go() {
        let before =
            component(&[], &[(None, b""), (Some(8), b"ab"), (Some(12), b"c"), (None, b"x"), (Some(9000), b"d")]);
        let after = joined(&before).expect("joined");
        let expected = vec![(8, b"ab\0\0c".to_vec()), (9000, b"d".to_vec())];
        assert_eq!(segments(&after), (expected, 0));
    }

    #[test]
    fn a_module_whose_code_names_segments_is_left_alone() {
        let drops = component(&[Instruction::DataDrop(1)], &[(None, b""), (Some(8), b"ab"), (Some(10), b"c")]);
        assert_eq!(joined(&drops).expect("joined"), drops);
    }

    #[test]
    fn segments_that_write_over_each_other_are_left_alone() {
        let over = component(&[], &[(Some(8), b"abcd"), (Some(9), b"x")]);
        assert_eq!(joined(&over).expect("joined"), over);
    }
}
