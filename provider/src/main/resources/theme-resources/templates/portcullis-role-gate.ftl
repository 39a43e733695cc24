<#-- Shown to somebody who signed in correctly and has no role that the gate wants. -->
<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
    <#if section = "header">
        ${msg("portcullisGateTitle")}
    <#elseif section = "form">
        <form id="portcullis-role-gate" class="${properties.kcFormClass!}" action="${url.loginAction}" method="post">
            <div class="${properties.kcFormGroupClass!}">
                <p class="instruction">${msg("portcullisGateRefused", portcullisUsername)}</p>
                <p class="instruction">${msg("portcullisGateAsk")}</p>
            </div>
            <div class="${properties.kcFormGroupClass!}">
                <button id="portcullis-try-again" type="submit"
                        class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}">
                    ${msg("portcullisGateTryAgain")}
                </button>
            </div>
            <div class="${properties.kcFormGroupClass!}">
                <a id="portcullis-someone-else" href="${url.loginRestartFlowUrl}">${msg("portcullisGateSomeoneElse")}</a>
            </div>
        </form>
    </#if>
</@layout.registrationLayout>
