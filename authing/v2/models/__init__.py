"""What Authing answers, a domain per module.

    from authing.v2.models import Application, User

A name is fetched, and its domain imported, when it is first used.
"""

TYPE_CHECKING = False  # type checkers read it as True; importing `typing` for it would cost milliseconds

if TYPE_CHECKING:
    from .answer import CommonMessage as CommonMessage
    from .answer import LinkUrl as LinkUrl
    from .answer import LoginStatus as LoginStatus
    from .answer import LoginStatusUser as LoginStatusUser
    from .answer import PasswordStrength as PasswordStrength
    from .answer import RefreshedToken as RefreshedToken
    from .answer import UploadedFile as UploadedFile
    from .application import AccessRecord as AccessRecord
    from .application import AccessRecordPage as AccessRecordPage
    from .application import Agreement as Agreement
    from .application import AgreementPage as AgreementPage
    from .application import Application as Application
    from .application import ApplicationPage as ApplicationPage
    from .application import ApplicationSummary as ApplicationSummary
    from .application import ApplicationTenants as ApplicationTenants
    from .application import ApplicationType as ApplicationType
    from .application import DefaultStrategy as DefaultStrategy
    from .application import OauthConfig as OauthConfig
    from .application import OidcConfig as OidcConfig
    from .application import PermissionStrategy as PermissionStrategy
    from .application import ProgrammaticAccessAccount as ProgrammaticAccessAccount
    from .application import ProgrammaticAccessAccountPage as ProgrammaticAccessAccountPage
    from .cas import CasAnswer as CasAnswer
    from .cas import CasFailure as CasFailure
    from .cas import CasServiceResponse as CasServiceResponse
    from .cas import CasSession as CasSession
    from .cas import CasSuccess as CasSuccess
    from .cas import CasTicket as CasTicket
    from .device import Device as Device
    from .device import DevicePage as DevicePage
    from .device import DeviceState as DeviceState
    from .device import DeviceStatus as DeviceStatus
    from .field import DataType as DataType
    from .field import FieldDefinition as FieldDefinition
    from .field import FieldTarget as FieldTarget
    from .field import FieldValue as FieldValue
    from .field import FieldValues as FieldValues
    from .group import Group as Group
    from .group import GroupPage as GroupPage
    from .mfa import Bindable as Bindable
    from .mfa import MfaSource as MfaSource
    from .mfa import MfaStatus as MfaStatus
    from .mfa import MfaType as MfaType
    from .mfa import RecoveredUser as RecoveredUser
    from .mfa import TotpAssociation as TotpAssociation
    from .mfa import TotpAuthenticator as TotpAuthenticator
    from .oidc import Claims as Claims
    from .oidc import Introspection as Introspection
    from .oidc import Login as Login
    from .oidc import LoginRequest as LoginRequest
    from .oidc import TokenClaims as TokenClaims
    from .oidc import TokenSet as TokenSet
    from .oidc import UserInfo as UserInfo
    from .organisation import Node as Node
    from .organisation import NodeTree as NodeTree
    from .organisation import Organisation as Organisation
    from .organisation import OrganisationPage as OrganisationPage
    from .organisation import OrganisationRecord as OrganisationRecord
    from .organisation import OrganisationRecordPage as OrganisationRecordPage
    from .organisation import OrganisationTree as OrganisationTree
    from .organisation import OrganisationTreePage as OrganisationTreePage
    from .organisation import PathElement as PathElement
    from .organisation import SyncProvider as SyncProvider
    from .organisation import TreeRecord as TreeRecord
    from .organisation import UserDepartment as UserDepartment
    from .organisation import UserDepartmentPage as UserDepartmentPage
    from .permission import AclResource as AclResource
    from .permission import AclResourcePage as AclResourcePage
    from .permission import AuthorizedResource as AuthorizedResource
    from .permission import AuthorizedResourcePage as AuthorizedResourcePage
    from .permission import AuthorizedTarget as AuthorizedTarget
    from .permission import AuthorizedTargetPage as AuthorizedTargetPage
    from .permission import Effect as Effect
    from .permission import Namespace as Namespace
    from .permission import NamespacePage as NamespacePage
    from .permission import Policy as Policy
    from .permission import PolicyAssignment as PolicyAssignment
    from .permission import PolicyAssignmentPage as PolicyAssignmentPage
    from .permission import PolicyCondition as PolicyCondition
    from .permission import PolicyPage as PolicyPage
    from .permission import PolicyStatement as PolicyStatement
    from .permission import PolicyTargets as PolicyTargets
    from .permission import ResourceAction as ResourceAction
    from .permission import ResourceType as ResourceType
    from .permission import TargetType as TargetType
    from .pool import App2WxappLoginStrategy as App2WxappLoginStrategy
    from .pool import ChangeEmailStrategy as ChangeEmailStrategy
    from .pool import ChangePhoneStrategy as ChangePhoneStrategy
    from .pool import CustomPasswordStrength as CustomPasswordStrength
    from .pool import CustomSmsProvider as CustomSmsProvider
    from .pool import EmailScene as EmailScene
    from .pool import Env as Env
    from .pool import FrequencyCheck as FrequencyCheck
    from .pool import PasswordUpdatePolicy as PasswordUpdatePolicy
    from .pool import QrcodeLoginStrategy as QrcodeLoginStrategy
    from .pool import SmsScene as SmsScene
    from .pool import UserPool as UserPool
    from .pool import UserPoolType as UserPoolType
    from .pool import WhiteListEntry as WhiteListEntry
    from .pool import WhiteListSwitches as WhiteListSwitches
    from .pool import WhiteListType as WhiteListType
    from .qr_code import QrCode as QrCode
    from .qr_code import QrCodeScene as QrCodeScene
    from .qr_code import QrCodeState as QrCodeState
    from .qr_code import QrCodeStatus as QrCodeStatus
    from .record import ActionApplication as ActionApplication
    from .record import ActionUser as ActionUser
    from .record import AuditRecord as AuditRecord
    from .record import AuditRecordPage as AuditRecordPage
    from .record import LoginApplication as LoginApplication
    from .record import Place as Place
    from .record import Principal as Principal
    from .record import PrincipalType as PrincipalType
    from .record import UserAction as UserAction
    from .record import UserActionPage as UserActionPage
    from .record import UserLoginState as UserLoginState
    from .role import Role as Role
    from .role import RolePage as RolePage
    from .security import SecurityLevel as SecurityLevel
    from .signed_in import SignedIn as SignedIn
    from .tenant import ExternalIdp as ExternalIdp
    from .tenant import ExternalIdpConnection as ExternalIdpConnection
    from .tenant import Tenant as Tenant
    from .tenant import TenantApplication as TenantApplication
    from .tenant import TenantMember as TenantMember
    from .tenant import TenantMemberPage as TenantMemberPage
    from .tenant import TenantPage as TenantPage
    from .user import Identity as Identity
    from .user import User as User
    from .user import UserPage as UserPage
    from .user import UserStatus as UserStatus

_ROOMS = {
    "answer": "CommonMessage LinkUrl LoginStatus LoginStatusUser PasswordStrength RefreshedToken UploadedFile",
    "application": (
        "AccessRecord AccessRecordPage Agreement AgreementPage Application ApplicationPage ApplicationSummary "
        "ApplicationTenants ApplicationType DefaultStrategy OauthConfig OidcConfig PermissionStrategy "
        "ProgrammaticAccessAccount ProgrammaticAccessAccountPage"
    ),
    "cas": "CasAnswer CasFailure CasServiceResponse CasSession CasSuccess CasTicket",
    "device": "Device DevicePage DeviceState DeviceStatus",
    "field": "DataType FieldDefinition FieldTarget FieldValue FieldValues",
    "group": "Group GroupPage",
    "mfa": "Bindable MfaSource MfaStatus MfaType RecoveredUser TotpAssociation TotpAuthenticator",
    "oidc": "Claims Introspection Login LoginRequest TokenClaims TokenSet UserInfo",
    "organisation": (
        "Node NodeTree Organisation OrganisationPage OrganisationRecord OrganisationRecordPage "
        "OrganisationTree OrganisationTreePage PathElement SyncProvider TreeRecord UserDepartment "
        "UserDepartmentPage"
    ),
    "permission": (
        "AclResource AclResourcePage AuthorizedResource AuthorizedResourcePage AuthorizedTarget "
        "AuthorizedTargetPage Effect Namespace NamespacePage Policy PolicyAssignment PolicyAssignmentPage "
        "PolicyCondition PolicyPage PolicyStatement PolicyTargets ResourceAction ResourceType TargetType"
    ),
    "pool": (
        "App2WxappLoginStrategy ChangeEmailStrategy ChangePhoneStrategy CustomPasswordStrength "
        "CustomSmsProvider EmailScene Env FrequencyCheck PasswordUpdatePolicy QrcodeLoginStrategy SmsScene "
        "UserPool UserPoolType WhiteListEntry WhiteListSwitches WhiteListType"
    ),
    "qr_code": "QrCode QrCodeScene QrCodeState QrCodeStatus",
    "record": (
        "ActionApplication ActionUser AuditRecord AuditRecordPage LoginApplication Place Principal "
        "PrincipalType UserAction UserActionPage UserLoginState"
    ),
    "role": "Role RolePage",
    "security": "SecurityLevel",
    "signed_in": "SignedIn",
    "tenant": "ExternalIdp ExternalIdpConnection Tenant TenantApplication TenantMember TenantMemberPage TenantPage",
    "user": "Identity User UserPage UserStatus",
}
_PLACES = {name: f"{room}.{name}" for room, names in _ROOMS.items() for name in names.split()}


if not TYPE_CHECKING:  # checkers would take any name for an object

    def __getattr__(name: str) -> object:
        from authing.core.front_door import fetched

        return fetched(__name__, name, _PLACES.get(name))


def __dir__() -> list[str]:
    return sorted(_PLACES)
