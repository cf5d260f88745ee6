"""What end users can do with the JavaScript SDK 4.23 and could not with Python 4.5, and what it is called here."""

METHODS: dict[str, str] = {
    "J1": "register_by_email_code",
    "J2": "login_by_email_code",
    "J3": "signin_by_credentials",
    "J4": "logout_current",
    "J5": "update_avatar",
    "J6": "get_access_token_by_id_token",
    "J7": "get_user_info_by_access_token",
    "J8": "",  # no method: `with_lang=` and headers are options of the client
    "J9": "register_by_phone_code register_by_email login_by_phone_code",
    "J10": "send_sms_code",
    "J11": "reset_password_by_phone_code bind_phone update_phone update_profile update_password",
    "J12": "get_current_user",
    "J13": "login_by_ldap login_by_ad",
    "J14": "validate_ticket_v1",
    "J15": "validate_ticket_v2",
    "J16": "build_logout_url",
    "J17": "associate_face_by_blob",
    "J18": "verify_face_mfa",
    "J19": "verify_app_sms_mfa",
    "J20": "principal.detail",
    "J21": "principal.authenticate",
    "J22": "social.build_authorize_url",
    "J23": "social.generate_link_ext_idp_url",
    "J24": "social.unlink_ext_idp",
    "J25": "social.get_identities",
    "J26": "enterprise.start_interaction",
    "J27": "qrcode.generate",
    "J28": "qrcode.check_status",
    "J29": "qrcode.exchange_user_info",
    "J30": "qrcode.poll",
    "J31": "devices.create devices.list devices.unbind devices.log_out",
    "J32": "events.publish",
    "J33": "",  # messages over a WebSocket: told in the documentation
}
"""The methods of each row of the table; none where it needs no method."""

LOCAL = """
    build_authorize_url build_logout_url clear_current_user compute_password_security_level generate_code_challenge
    generate_code_challenge_digest get_token set_current_user set_token social.build_authorize_url
"""
"""Methods of this table and of that of 4.5 that send nothing."""

REFUSED_BY_THE_SERVER: set[str] = {
    "associate_face_by_blob",
    "associate_face_by_url",
    "login_by_ad",
    "login_by_ldap",
    "social.generate_link_ext_idp_url",
    "update_avatar",
    "wechat_login",
    "verify_face_mfa",
}
"""Operations that the local server answers with a clear refusal, because they need somebody outside of it."""
