"""What ManagementClient of authing 4.5.18 can do: its 176 methods with their arguments, in its own spelling."""

METHODS = {
    "": """
        check_login_status(token)
        send_email(email, scene)
        is_password_valid(password)
    """,
    "users": """
        list(page=1, limit=10, with_custom_data=False)
        create(userInfo, keep_password=False, custom_data=None)
        update(userId, updates)
        detail(user_id, with_custom_data=False)
        find(email=None, username=None, phone=None, external_id=None, with_custom_data=False)
        search(query, page=1, limit=10, department_opts=None, group_opts=None, role_opts=None, with_custom_data=False)
        batch_get(identifiers, query_field='id', with_custom_data=False)
        batch(userIds)
        delete(userId)
        delete_many(userIds)
        list_roles(userId, namespace=None)
        add_roles(userId, roles, namespace=None)
        remove_roles(userId, roles, namespace=None)
        refresh_token(userId)
        list_groups(userId)
        add_group(userId, group)
        remove_group(userId, group)
        list_policies(userId, page=1, limit=10)
        add_policies(userId, policies)
        remove_policies(userId, policies)
        list_udv(userId)
        get_udf_value(user_id)
        get_udf_value_batch(user_ids)
        set_udv(userId, key, value)
        set_udf_value(user_id, data)
        set_udf_value_batch(data)
        remove_udv(userId, key)
        remove_udf_value(user_id, key)
        list_archived_users(page=1, limit=10)
        exists(username=None, email=None, phone=None, external_id=None)
        list_org(user_id)
        list_department(user_id)
        list_authorized_resources(user_id, namespace=None, resource_type=None)
        check_resource_permission_batch(user_id, namespace, resources)
        list_authorized_resources_of_resource_kind(user_id, namespace, resource)
        has_role(user_id, role_code, namespace=None)
        kick(user_ids)
        list_user_actions(page=1, limit=10, client_ip=None, operation_name=None, operato_arn=None)
        send_first_login_verify_email(app_id, user_id)
        logout(user_id, app_id=None)
        check_login_status(user_id, app_id=None, device_id=None)
    """,
    "roles": """
        list(page=1, limit=10, namespace=None)
        create(code, description=None, parentCode=None, namespace=None)
        detail(code, namespace=None)
        update(code, description=None, newCode=None, namespace=None)
        delete(code, namespace=None)
        delete_many(code_list, namespace=None)
        list_users(code, page=1, limit=10, namespace=None, with_custom_data=False)
        add_users(code, userIds, namespace=None)
        remove_users(code, userIds, namespace=None)
        list_policies(code, page=1, limit=10)
        add_policies(code, policies)
        remove_policies(code, policies)
        list_authorized_resources(code, namespace, resource_type=None)
        get_udf_value(id)
        get_udf_value_batch(ids)
        get_specific_udf_value(id, key)
        set_udf_value(id, data)
        set_udf_value_batch(data)
        remove_udf_value(id, key)
        find_by_code(code, namespace=None)
    """,
    "policies": """
        list(page=1, limit=10)
        create(code, statements, description=None)
        detail(code)
        update(code, statements, description=None)
        delete(code)
        delete_many(code_list)
        list_assignments(code, page=1, limit=10)
        add_assignments(policies, targetType, targetIdentifiers)
        remove_assignments(policies, targetType, targetIdentifiers)
        enable_assignment(policy, target_type, target_identifier, namespace=None)
        disable_assignment(policy, target_type, target_identifier, namespace=None)
    """,
    "acl": """
        allow(resource, action, namespace, role=None, user_id=None)
        is_allowed(user_id, action, resource, namespace)
        create_namespace(code, name, description=None)
        update_namespace(id, name=None, code=None, description=None)
        list_namespaces(page=1, limit=10)
        delete_namespace(id)
        create_resource(namespace, code, resource_type, actions, description=None, api_identifier=None)
        update_resource(namespace, code, resource_type=None, actions=None, description=None, api_identifier=None)
        list_resources(namespace, resource_type=None, page=1, limit=10)
        delete_resource(namespace, code)
        list_authorized_resources(namespace, target_type, target_identifier, resource_type=None)
        revoke_resource(namespace, resource, opts)
        authorize_resource(namespace, resource, opts)
        get_authorized_targets(namespace, resource_type, resource, actions=None, target_type=None)
        programmatic_access_account_list(app_id, page=1, limit=10)
        create_programmatic_access_account(app_id, remark=None, token_lifetime=600)
        disable_programmatic_access_account(programmatic_access_account_id)
        delete_programmatic_access_account(programmatic_access_account_id)
        enable_programmatic_access_account(programmatic_access_account_id)
        refresh_programmatic_access_account_secret(programmatic_access_account_id, secret=get_random_string_secret(32))
        get_resource_by_id(id)
        get_resource_by_code(namespace, code)
        enable_application_access_policies(app_id, target_type, target_identifiers, namespace, inherit_by_children)
        disable_application_access_policies(app_id, target_type, target_identifiers, namespace, inherit_by_children)
        delete_application_access_policies(app_id, target_type, target_identifiers, namespace, inherit_by_children)
        allow_access_application(app_id, target_type, target_identifiers, namespace, inherit_by_children)
        deny_access_application(app_id, target_type, target_identifiers, namespace, inherit_by_children)
        update_default_application_access_policy(app_id, default_strategy)
    """,
    "udf": """
        list(targetType)
        set(targetType, key, dataType, label)
        remove(targetType, key)
        list_udf_value(target_type, target_id)
        set_udf_value_batch(target_type, target_id, udf_value_list)
    """,
    "groups": """
        list(page=1, limit=10)
        create(code, name, description=None)
        detail(code)
        update(code, new_code=None, name=None, description=None)
        delete(code)
        delete_many(code_list)
        list_users(code, page=1, limit=10, with_custom_data=None)
        add_users(code, user_ids)
        remove_users(code, user_ids)
        list_authorized_resources(code, namespace=None, resource_type=None)
    """,
    "org": """
        create_org(name, code=None, description=None)
        create_node(name, org_id, parent_node_id, code=None)
        add_roles(node_id, role_list, namespace=None)
        remove_roles(node_id, role_list, namespace=None)
        list_roles(node_id, namespace=None)
        list_authorized_resources(node_id, namespace=None, resource_type=None)
        create(name, code=None, description=None)
        delete_by_id(id)
        list(page=1, limit=10, treeify=False)
        add_node(org_id, name, parent_node_id, code=None, description=None, order=None, name_i18n=None, description_i18n=None)
        get_node_by_id(node_id)
        update_node(node_id, name=None, code=None, description=None)
        find_by_id(org_id, treeify=False)
        delete_node(org_id, node_id)
        is_root_node(org_id, node_id)
        move_node(org_id, node_id, target_parent_id, treeify=False)
        list_children(node_id)
        root_node(org_id)
        import_by_json(json_str)
        add_members(node_id, user_ids)
        list_members(node_id, page=None, limit=None, include_children_nodes=None)
        move_members(user_ids, target_node_id, source_node_id)
        delete_members(node_id, user_ids)
        export_all()
        set_main_department(user_id, department_id)
        export_by_org_id(org_id)
        list_authorized_resources_by_code(org_id, code, namespace=None, resource_type=None)
        search_nodes(keyword)
        start_sync(provider_type, ad_connector_id=None)
    """,
    "applications": """
        list(page=1, limit=10)
        create(name, identifier, redirect_uris, logo=None)
        delete(app_id)
        find_by_id(app_id)
        list_resources(app_id, page=1, limit=10, resource_type=None)
        create_resource(app_id, code, resource_type, actions, description=None)
        update_resource(app_id, code, resource_type=None, actions=None, description=None)
        delete_resource(app_id, code)
        get_access_policies(app_id, page=1, limit=10)
        create_agreement(app_id, title, required=True, lang='zh-CN')
        list_agreement(app_id)
        modify_agreement(app_id, agreement_id, title, required=True, lang='zh-CN')
        delete_agreement(app_id, agreement_id)
        sort_agreement(app_id, order)
        refresh_application_secret(app_id)
        active_users(app_id, page=1, limit=10)
    """,
    "userPool": """
        list_env()
        add_env(key, value)
        detail()
        update(updates)
        remove_env(key)
    """,
    "whiteList": """
        list(type)
        add(type, list)
        remove(type, list)
        enable_white_list(type)
        disable_white_list(type)
    """,
    "auditLog": """
        list_audit_logs(client_ip=None, operation_names=None, user_ids=None, app_ids=None, page=None, limit=None)
    """,
    "principalAuth": """
        detail(user_id)
        authenticate(user_id, type, name, id_card, ext)
    """,
}
"""By the attribute of the client; "" is the client itself."""

ENVELOPES = {
    "": "is_password_valid",
    "users": "logout check_login_status",
    "acl": """
        programmatic_access_account_list create_programmatic_access_account disable_programmatic_access_account
        delete_programmatic_access_account enable_programmatic_access_account
        refresh_programmatic_access_account_secret get_resource_by_id get_resource_by_code
        enable_application_access_policies disable_application_access_policies delete_application_access_policies
        allow_access_application deny_access_application update_default_application_access_policy
    """,
    "org": "import_by_json export_all export_by_org_id start_sync",
    "applications": """
        create_agreement list_agreement modify_agreement delete_agreement sort_agreement refresh_application_secret
        active_users
    """,
    "userPool": "list_env add_env detail remove_env",
    "auditLog": "list_audit_logs",
    "principalAuth": "detail authenticate",
}
"""Those that gave all of the platform's envelope, by the attribute of the client."""
