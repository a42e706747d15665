return await tools.faulty.not_json();
