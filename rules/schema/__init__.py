"""JSON Schemas (draft 7, which editors read): of policies, and of the complaints that one policy decides."""

from rules.schema.complaint import complaint_schema
from rules.schema.document import Schema
from rules.schema.policy import policy_schema

__all__ = ["Schema", "complaint_schema", "policy_schema"]
