"""The words of the pages: English, and for those who ask for it, Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass

CHINESE = {
    "Error": "错误",
    "Log in to {name}": "登录 {name}",
    "Ways to log in": "登录方式",
    "Password": "密码",
    "Code by SMS": "短信验证码",
    "Code by e-mail": "邮箱验证码",
    "User name, e-mail or phone": "用户名、邮箱或手机号",
    "Log in": "登录",
    "Phone number": "手机号",
    "E-mail address": "邮箱地址",
    "Send a code": "发送验证码",
    "Send another code": "重新发送验证码",
    "We sent a code to {address}.": "验证码已发送至 {address}。",
    "We send a code to {address}.": "验证码将发送至 {address}。",
    "Code": "验证码",
    "Use another address": "使用其他邮箱",
    "Use another number": "使用其他手机号",
    "Forgot the password?": "忘记密码？",
    "Create an account": "注册账号",
    "Create an account for {name}": "注册 {name} 账号",
    "E-mail address or user name": "邮箱地址或用户名",
    "New password": "新密码",
    "The new password again": "再次输入新密码",
    "At least 6 characters.": "至少 6 个字符。",
    "Back to the login": "返回登录",
    "Second step": "二次验证",
    "Code from your authenticator app": "身份验证器中的验证码",
    "Recovery code": "恢复代码",
    "It is good once: you get another one for it.": "恢复代码只能使用一次；使用后会得到新的恢复代码。",
    "Your new recovery code": "您的新恢复代码",
    "The old one is used. Keep this one where you find it without your phone:": "旧的恢复代码已使用。请将新的恢复代码保存在手机以外的地方：",
    "I have kept it, continue": "我已保存，继续",
    "This application asks for an authenticator app, and you have none yet. Ask whoever runs it.": "此应用要求使用身份验证器，而您尚未绑定。请联系应用的管理员。",
    "Use an authenticator app": "使用身份验证器",
    "Use a recovery code": "使用恢复代码",
    "Get a code by SMS": "使用短信验证码",
    "Get a code by e-mail": "使用邮箱验证码",
    "Continue": "继续",
    "Log in as somebody else": "使用其他账号登录",
    "Choose a new password": "设置新密码",
    "Present password": "当前密码",
    "Change the password": "修改密码",
    "This is your first login: choose a password of your own.": "首次登录，请设置您自己的密码。",
    "Your password is too old: choose another one.": "密码已过期，请设置新密码。",
    "Reset the password": "重置密码",
    "If there is an account with this address, we sent a code to {address}.": "如果该邮箱已注册，验证码已发送至 {address}。",
    "The characters in the picture": "图中的字符",
    "Letters and digits to be typed below": "请在下方输入图中的字符",
    "Allow {name}?": "允许 {name} 访问？",
    "You are logged in as {user}.": "您已登录为 {user}。",
    "{name} would like to:": "{name} 请求：",
    "Allow": "允许",
    "Deny": "拒绝",
    "One moment": "请稍候",
    "Log out": "退出登录",
    "Log out?": "退出登录？",
    "Logged out": "已退出登录",
    "You are logged out in this browser.": "您已在此浏览器中退出登录。",
    "Verify your e-mail address": "验证您的邮箱地址",
    "Somebody registered with the e-mail address to which we sent this link. If that was you, verify it.": "有人使用收到此链接的邮箱进行了注册。如果是您本人，请确认验证。",
    "Verify": "验证",
    "E-mail address verified": "邮箱地址已验证",
    "Your e-mail address is verified. You can close this page.": "您的邮箱地址已验证，可以关闭此页面。",
    "the link has expired, or has been used": "链接已过期或已被使用",
    "This did not work": "操作失败",
    "know who you are": "获取您的身份标识",
    "see your name, picture and profile": "查看您的姓名、头像和个人资料",
    "see your e-mail address": "查看您的邮箱地址",
    "see your phone number": "查看您的手机号",
    "see your postal address": "查看您的通讯地址",
    "see your user name": "查看您的用户名",
    "see your roles": "查看您的角色",
    "know you by ids of other systems": "获取您在其他系统中的标识",
    "see further fields of your account": "查看您账号的其他字段",
    "see the tenant that you belong to": "查看您所属的租户",
    "stay connected while you are away": "在您离线时保持访问",
    "the account does not exist or the password is wrong": "账号不存在或密码错误",
    "the user is locked": "账号已被锁定",
    "the two passwords are not the same": "两次输入的密码不一致",
    "the password must have at least 6 characters": "密码长度不能少于 6 位",
    "registration is disabled": "已禁止注册",
    "the user exists already": "用户已存在",
    "this is not an e-mail address": "邮箱格式不正确",
    "this is not a phone number": "手机号格式不正确",
    "the code is wrong": "验证码错误",
    "the code has expired": "验证码已过期",
    "the user does not exist": "用户不存在",
    "the e-mail address is taken": "邮箱已被使用",
    "the phone number is taken": "手机号已被使用",
    "the e-mail address has to be verified first": "请先验证您的邮箱地址",
    "the present password is wrong": "当前密码错误",
    "the new password must not be the present one": "新密码不能与当前密码相同",
    "the one-time password is wrong, or was used before": "验证码错误或已被使用",
    "the recovery code is wrong, or was used before": "恢复代码错误或已被使用",
    "the letters of a picture are needed: too many logins have failed": "登录失败次数过多，请输入图中的字符",
    "too many failed attempts, try again later": "失败次数过多，请稍后再试",
    "too many messages to this address, try again later": "发送过于频繁，请稍后再试",
    "too many have registered from this address, try again later": "注册过于频繁，请稍后再试",
    "the mail cannot be sent now, try again later": "邮件暂时无法发送，请稍后再试",
    "the system is busy, try again later": "系统繁忙，请稍后再试",
    "you are not allowed to do this": "您没有权限执行此操作",
    "this took too long: log in again": "操作超时，请重新登录",
    "this login has expired, or was begun in another browser: go back to the application and log in anew": "此登录已过期，或是在其他浏览器中开始的：请返回应用重新登录",
}

SCOPES = {
    "openid": "know who you are",
    "user": "see your name, picture and profile",
    "profile": "see your name, picture and profile",
    "email": "see your e-mail address",
    "phone": "see your phone number",
    "address": "see your postal address",
    "username": "see your user name",
    "roles": "see your roles",
    "unionid": "know you by ids of other systems",
    "external_id": "know you by ids of other systems",
    "extended_fields": "see further fields of your account",
    "tenant_id": "see the tenant that you belong to",
    "offline_access": "stay connected while you are away",
}
"""What applications want, in words."""

ASKED = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([0-9.]{1,6}))?\s*\Z")


@dataclass(frozen=True)
class Translator:
    """Says an English text in the language of a page."""

    lang: str

    def __call__(self, text: str, **values: str) -> str:
        """The text with values at its `{names}`; what nobody has translated stays English."""
        said = CHINESE.get(text, text) if self.lang == "zh" else text
        return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], said) if values else said


def wanted(accept_language: str) -> Translator:
    """The better of the two languages for a browser (RFC 9110, section 12.5.4); English where it asks for neither."""
    best = ("en", 0.0)
    for part in accept_language.split(","):
        found = ASKED.match(part)
        if found and found[1].lower() in ("en", "zh"):
            quality = float(found[2]) if found[2] and found[2].count(".") <= 1 and found[2] != "." else 1.0
            if quality > best[1]:
                best = (found[1].lower(), quality)
    return Translator(best[0])
