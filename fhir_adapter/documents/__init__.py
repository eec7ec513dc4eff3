"""Make text of documents, one file a format; nothing here knows FHIR or a chart."""
