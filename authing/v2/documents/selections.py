"""Which fields the documents ask for."""

from __future__ import annotations

USER_FIELDS = (
    "id arn userPoolId status username email emailVerified phone phoneVerified unionid openid nickname registerSource "
    "photo password oauth token tokenExpiredAt loginsCount lastLogin lastIP signedUp blocked isDeleted device browser "
    "company name givenName familyName middleName profile preferredUsername website gender birthdate zoneinfo locale "
    "address formatted streetAddress locality region postalCode city province country createdAt updatedAt externalId"
)
IDENTITIES_FIELDS = "identities { openid userIdInIdp userId connectionId isSocial provider type userPoolId }"
FIELD_VALUE_FIELDS = "key dataType value label"
CUSTOM_DATA_FIELDS = f"customData {{ {FIELD_VALUE_FIELDS} }}"
ROLE_FIELDS = "id namespace code arn description isSystem createdAt updatedAt"
PARENT_FIELDS = f"parent {{ {ROLE_FIELDS} }}"


def with_custom_data(document: str) -> str:
    """The same document, asking for the values of users' own fields too."""
    return document.replace(USER_FIELDS, f"{USER_FIELDS} {CUSTOM_DATA_FIELDS}")
