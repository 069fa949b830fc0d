-- a copy tells no auditor about its seals
UPDATE ir_config_parameter
   SET value = ''
 WHERE key = 'kam_management.seal_recipient';
