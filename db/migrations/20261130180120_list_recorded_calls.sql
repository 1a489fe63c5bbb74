-- Past calls whose audio is there: a recording that is ready and was not deleted.
UPDATE call_entries SET is_recorded = true
WHERE item_id IN (SELECT item_id FROM call_recordings WHERE state = 'ready');
