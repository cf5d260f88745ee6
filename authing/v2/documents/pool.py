"""The pool: its settings, its white lists, its mails."""

from __future__ import annotations

POOL_FIELDS = (
    "id name domain description secret jwtSecret ownerId userpoolTypes { code name description image sdks } logo createdAt "
    "updatedAt emailVerifiedDefault sendWelcomeEmail registerDisabled appSsoEnabled showWxQRCodeWhenRegisterDisabled "
    "allowedOrigins tokenExpiresAfter isDeleted frequentRegisterCheck { timeInterval limit enabled } "
    "loginFailCheck { timeInterval limit enabled } loginFailStrategy loginPasswordFailCheck { timeInterval limit enabled } "
    "passwordUpdatePolicy { enabled forcedCycle differenceCycle } changePhoneStrategy { verifyOldPhone } "
    "changeEmailStrategy { verifyOldEmail } qrcodeLoginStrategy { qrcodeExpiresAfter returnFullUserInfo "
    "allowExchangeUserInfoFromBrowser ticketExpiresAfter } app2WxappLoginStrategy { ticketExpriresAfter "
    "ticketExchangeUserInfoNeedSecret } whitelist { phoneEnabled emailEnabled usernameEnabled } "
    "customSMSProvider { enabled provider config } packageType useCustomUserStore loginRequireEmailVerified "
    "verifyCodeLength verifyCodeMaxAttempts"
)
ENTRY_FIELDS = "createdAt updatedAt value"

UPDATE_USERPOOL = f"""mutation updateUserpool($input: UpdateUserpoolInput!) {{
  updateUserpool(input: $input) {{ {POOL_FIELDS} }}
}}"""

WHITELIST = f"""query whitelist($type: WhitelistType!) {{
  whitelist(type: $type) {{ {ENTRY_FIELDS} }}
}}"""

ADD_WHITELIST = f"""mutation addWhitelist($type: WhitelistType!, $list: [String!]!) {{
  addWhitelist(type: $type, list: $list) {{ {ENTRY_FIELDS} }}
}}"""

REMOVE_WHITELIST = f"""mutation removeWhitelist($type: WhitelistType!, $list: [String!]!) {{
  removeWhitelist(type: $type, list: $list) {{ {ENTRY_FIELDS} }}
}}"""

SEND_EMAIL = """mutation sendEmail($email: String!, $scene: EmailScene!) {
  sendEmail(email: $email, scene: $scene) { message code }
}"""

SEND_FIRST_LOGIN_VERIFY_EMAIL = """mutation sendFirstLoginVerifyEmail($userId: String!, $appId: String!) {
  sendFirstLoginVerifyEmail(userId: $userId, appId: $appId) { message code }
}"""
