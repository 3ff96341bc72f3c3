// Holds bills of materials (the arguments) against CycloneDX's own schema, strictly. Prints what is wrong with each; exit code 1 where anything is.
'use strict';
const fs = require('fs');
const { Spec, Validation } = require('@cyclonedx/cyclonedx-library');

(async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  for (const file of process.argv.slice(2)) {
    const wrong = await validator.validate(fs.readFileSync(file, 'utf8'));
    if (wrong === null) continue;
    process.exitCode = 1;
    console.log(`${file}: ${JSON.stringify(wrong)}`);
  }
})();
