"""User-defined fields and their values."""

from __future__ import annotations

from .selections import FIELD_VALUE_FIELDS

DEFINITION_FIELDS = "targetType dataType key label options"

UDF = f"""query udf($targetType: UDFTargetType!) {{
  udf(targetType: $targetType) {{ {DEFINITION_FIELDS} }}
}}"""

SET_UDF = f"""mutation setUdf($targetType: UDFTargetType!, $key: String!, $dataType: UDFDataType!, $label: String!,
  $options: String) {{
  setUdf(targetType: $targetType, key: $key, dataType: $dataType, label: $label, options: $options) {{ {DEFINITION_FIELDS} }}
}}"""

REMOVE_UDF = """mutation removeUdf($targetType: UDFTargetType!, $key: String!) {
  removeUdf(targetType: $targetType, key: $key) { message code }
}"""

UDV = f"""query udv($targetType: UDFTargetType!, $targetId: String!) {{
  udv(targetType: $targetType, targetId: $targetId) {{ {FIELD_VALUE_FIELDS} }}
}}"""

UDF_VALUE_BATCH = f"""query udfValueBatch($targetType: UDFTargetType!, $targetIds: [String!]!) {{
  udfValueBatch(targetType: $targetType, targetIds: $targetIds) {{ targetId data {{ {FIELD_VALUE_FIELDS} }} }}
}}"""

SET_UDV = f"""mutation setUdv($targetType: UDFTargetType!, $targetId: String!, $key: String!, $value: String!) {{
  setUdv(targetType: $targetType, targetId: $targetId, key: $key, value: $value) {{ {FIELD_VALUE_FIELDS} }}
}}"""

SET_UDV_BATCH = f"""mutation setUdvBatch($targetType: UDFTargetType!, $targetId: String!, $udvList: [UserDefinedDataInput!]) {{
  setUdvBatch(targetType: $targetType, targetId: $targetId, udvList: $udvList) {{ {FIELD_VALUE_FIELDS} }}
}}"""

SET_UDF_VALUE_BATCH = """mutation setUdfValueBatch($targetType: UDFTargetType!, $input: [SetUdfValueBatchInput!]!) {
  setUdfValueBatch(targetType: $targetType, input: $input) { code message }
}"""

REMOVE_UDV = f"""mutation removeUdv($targetType: UDFTargetType!, $targetId: String!, $key: String!) {{
  removeUdv(targetType: $targetType, targetId: $targetId, key: $key) {{ {FIELD_VALUE_FIELDS} }}
}}"""
