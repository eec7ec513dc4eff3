// Evaluates FHIRPath with the JavaScript engine and the R4 model: reads [{expression, resource}] from standard input, writes the results.
import fhirpath from "fhirpath";
import r4 from "fhirpath/fhir-context/r4/index.js";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const asked = JSON.parse(Buffer.concat(chunks).toString("utf-8"));
const answered = asked.map(({ expression, resource }) => fhirpath.evaluate(resource, expression, null, r4));
process.stdout.write(JSON.stringify(answered));
