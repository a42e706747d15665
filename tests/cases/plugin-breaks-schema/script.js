return await tools.faulty.breaks_schema();
